'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Clock } from '@/shared/domain/format.ts';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { toast } from '../ui/toast.tsx';
import { PersonName } from './person-fields.tsx';
import { ZoneList } from './zone-list.tsx';

const CLOCKS = [
  { value: '24', label: '23:04' },
  { value: '12', label: '11:04 pm' },
] as const;

/** One's own name and clock. */
export function ProfileForm() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [zone, setZone] = useState(me.timeZone ?? '');
  const [clock, setClock] = useState<Clock>(me.clock ?? '24');
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
        save.mutate({ name, timeZone, clock: clock === '24' ? null : clock });
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
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="min-w-0 flex-1">
          <span className="text-sm font-medium">Your clock</span>
          <small className="block text-xs text-muted">
            On every page. Files, mails, and fields that a time is typed in keep to 24 hours.
          </small>
        </span>
        <Segmented label="Your clock" options={CLOCKS} value={clock} onChange={setClock} />
      </div>
      <FormError error={save.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={name.trim() === me.name && timeZone === me.timeZone && clock === (me.clock ?? '24')}
        busyLabel={save.isPending ? 'Saving…' : null}
      >
        Save
      </Button>
    </form>
  );
}
