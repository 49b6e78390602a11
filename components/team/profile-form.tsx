'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { PersonName } from './person-fields.tsx';
import { ZoneList } from './zone-list.tsx';

/** One's own name and clock. */
export function ProfileForm() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [zone, setZone] = useState(me.timeZone ?? '');
  const timeZone = zone.trim() === '' ? null : zone.trim();
  const save = useMutation(
    trpc.team.saveProfile.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done('Saved');
      },
    }),
  );
  return (
    <form
      className="flex max-w-[24rem] flex-col gap-4 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name, timeZone });
      }}
    >
      <PersonName autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
      <InputField
        label="Your time zone"
        hint={`Where its clock differs from the lab’s, ${me.lab.timeZone}, bookings and sessions show your time beside it. Empty: as this browser says.`}
        list="zones"
        maxLength={60}
        value={zone}
        onChange={(event) => setZone(event.target.value)}
      />
      <ZoneList />
      <FormError error={save.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={name.trim() === me.name && timeZone === me.timeZone}
        busyLabel={save.isPending ? 'Saving…' : null}
      >
        Save
      </Button>
    </form>
  );
}
