'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays, isDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { DayField } from '../ui/day-field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { endOfDay, lastDayOf } from './last-day.ts';
import type { MemberView } from './types.ts';

export default function GuestDialog({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const today = toLocal(useNow(60_000), zone).day;
  const [stays, setStays] = useState(false);
  const [day, setDay] = useState(member.guestUntil ? lastDayOf(member.guestUntil, zone) : addDays(today, 30));
  const save = useMutation(
    trpc.team.setGuest.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done(stays ? `${member.name} is no guest any more` : `${member.name} is a guest until then`);
        onClose();
      },
    }),
  );
  const isGood = stays || (isDay(day) && day >= today);
  return (
    <FormDialog
      title={`Until when is ${member.name} a guest?`}
      description="At the end of that day they are deactivated, and what they have booked beyond it is called off. They are told three days before."
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={isGood}
      onSubmit={() => save.mutate({ id: member.id, guestUntil: stays ? null : endOfDay(day, zone) })}
      onClose={onClose}
    >
      {member.guestUntil && (
        <Checkbox checked={stays} onChange={(event) => setStays(event.target.checked)}>
          They stay: no last day
        </Checkbox>
      )}
      {!stays && (
        <DayField
          label="Last day"
          hint={`Times in ${zone}.`}
          error={isGood ? null : 'Choose a day from today on.'}
          value={day}
          today={today}
          onChange={setDay}
        />
      )}
    </FormDialog>
  );
}
