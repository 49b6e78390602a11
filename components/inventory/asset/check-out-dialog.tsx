'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { addDays, startOfDay } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { toast } from '../../ui/toast.tsx';
import type { MachineDetailView } from '../types.ts';

const TO = [
  { value: 'person', label: 'A member' },
  { value: 'place', label: 'A place or name' },
] as const;

type Form = {
  to: 'person' | 'place';
  personId: string;
  place: string;
  dueDay: string;
  note: string;
  away: boolean;
};
const EMPTY: Form = { to: 'person', personId: '', place: '', dueDay: '', note: '', away: true };
const MINUTE_MS = 60_000;

/** To whom it goes, until when, and whether it can be booked meanwhile. */
export default function CheckOutDialog({
  machine,
  onClose,
}: {
  machine: MachineDetailView;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [form, setForm] = useState(EMPTY);
  const [wasSent, setWasSent] = useState(false);
  const set = (change: Partial<Form>) => setForm((it) => ({ ...it, ...change }));
  const choices = useQuery(trpc.register.choices.queryOptions({}));
  const checkOut = useMutation(
    trpc.custody.checkOut.mutationOptions({
      onSuccess: ({ holder }) => {
        void queries.invalidateQueries(trpc.custody.pathFilter());
        toast.done(`${machine.name} is with ${holder}`);
        onClose();
      },
    }),
  );
  const dueAt =
    form.dueDay === '' ? null : new Date(startOfDay(addDays(form.dueDay, 1), zone).getTime() - MINUTE_MS);
  const problems = {
    holder: (form.to === 'person' ? form.personId : form.place.trim()) === '' ? 'Say who takes it.' : null,
    due: dueAt !== null && dueAt.getTime() < nowMs ? 'This day is over. Choose a later one.' : null,
  };
  const submit = (): void => {
    setWasSent(true);
    if (problems.holder || problems.due) return;
    checkOut.mutate({
      machineId: machine.id,
      personId: form.to === 'person' ? form.personId : null,
      place: form.to === 'place' ? form.place.trim() : null,
      dueAt: dueAt?.toISOString() ?? null,
      note: form.note.trim(),
      keepsBookingsAway: form.away,
    });
  };
  const holderError = wasSent ? problems.holder : null;
  return (
    <FormDialog
      title={`Check out ${machine.name}`}
      description="Who has it is asked to acknowledge it."
      submitLabel="Check out"
      busyLabel="Checking out…"
      sending={checkOut}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <div>
        <span className="block pb-1 text-sm font-medium">To</span>
        <Segmented label="To" options={TO} value={form.to} onChange={(to) => set({ to })} />
      </div>
      {form.to === 'person' ? (
        <SelectField
          label="Member"
          value={form.personId}
          error={holderError}
          options={[
            { value: '', label: choices.isPending ? 'Loading…' : 'Choose' },
            ...(choices.data?.people ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => set({ personId: event.target.value })}
        />
      ) : (
        <InputField
          label="Place or name"
          hint="No receipt is asked for then."
          value={form.place}
          error={holderError}
          maxLength={120}
          onChange={(event) => set({ place: event.target.value })}
        />
      )}
      <InputField
        label="Due back"
        type="date"
        hint={dueAt ? `The end of ${formatDay(dueAt, zone, nowMs)}.` : 'Not needed.'}
        error={problems.due}
        value={form.dueDay}
        onChange={(event) => set({ dueDay: event.target.value })}
      />
      <InputField
        label="Note"
        hint="What for, with which accessories. Not needed."
        value={form.note}
        maxLength={500}
        onChange={(event) => set({ note: event.target.value })}
      />
      <Checkbox checked={form.away} onChange={(event) => set({ away: event.target.checked })}>
        Nobody can book it meanwhile
      </Checkbox>
    </FormDialog>
  );
}
