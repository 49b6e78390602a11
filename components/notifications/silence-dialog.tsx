'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { addDays, isDay, startOfDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { DayField } from '../ui/day-field.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';

const HOUR_MS = 3_600_000;
const LENGTHS = [
  { value: '1', label: '1 hour' },
  { value: '8', label: '8 hours' },
  { value: '24', label: 'a day' },
  { value: '168', label: 'a week' },
  { value: 'day', label: 'until the end of a day' },
];

/** What may be silenced: a rule, one of what it fires for, or both together. */
export type Silenced = {
  rule: { id: string; name: string } | null;
  subject: { id: string; name: string } | null;
};

export default function SilenceDialog({ rule, subject, onClose }: Silenced & { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const today = toLocal(nowMs, zone).day;
  const [what, setWhat] = useState<'both' | 'rule' | 'subject'>(
    subject ? (rule ? 'both' : 'subject') : 'rule',
  );
  const [length, setLength] = useState('24');
  const [day, setDay] = useState(addDays(today, 7));
  const [reason, setReason] = useState('');
  const silence = useMutation(
    trpc.alerts.silence.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.alerts.pathFilter());
        toast.done(`Silenced until ${formatMoment(until!, zone, nowMs)}`);
        onClose();
      },
    }),
  );
  const until =
    length !== 'day'
      ? new Date(nowMs + Number(length) * HOUR_MS)
      : isDay(day)
        ? new Date(startOfDay(addDays(day, 1), zone))
        : null;
  const options = [
    ...(rule && subject ? [{ value: 'both', label: `“${rule.name}” for ${subject.name} alone` }] : []),
    ...(subject ? [{ value: 'subject', label: `everything about ${subject.name}` }] : []),
    ...(rule ? [{ value: 'rule', label: `“${rule.name}” altogether` }] : []),
  ];
  return (
    <FormDialog
      title="Silence alerts"
      description="It fires all the same and stands in the history, but nobody is told. What still fires afterwards is told then."
      submitLabel="Silence"
      busyLabel="Saving…"
      sending={silence}
      canSubmit={until !== null}
      onSubmit={() =>
        until &&
        silence.mutate({
          ruleId: what === 'subject' ? null : (rule?.id ?? null),
          subjectId: what === 'rule' ? null : (subject?.id ?? null),
          until: until.toISOString(),
          reason,
        })
      }
      onClose={onClose}
    >
      <SelectField
        label="What"
        options={options}
        value={what}
        onChange={(event) => setWhat(event.target.value as typeof what)}
      />
      <SelectField
        label="For how long"
        options={LENGTHS}
        value={length}
        hint={until && `Until ${formatMoment(until, zone, nowMs)}.`}
        onChange={(event) => setLength(event.target.value)}
      />
      {length === 'day' && (
        <DayField
          label="Until the end of"
          value={day}
          today={today}
          error={isDay(day) ? null : 'Write a day as 30 Dec 2026.'}
          onChange={setDay}
        />
      )}
      <InputField
        label="Why"
        hint="Not needed; others read it."
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
