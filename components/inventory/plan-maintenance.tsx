'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { formatRange, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { TimeFields } from '../ui/time-fields.tsx';
import { emptyTimes, endProblem, startProblem, timesOf } from '../ui/time-form.ts';
import { toast } from '../ui/toast.tsx';
import type { MachineView } from './types.ts';

type Props = { machine: MachineView; onClose: () => void };

/** From when to when, and what is done. A booking in the way is named by the portal, and stays. */
export function PlanMaintenance({ machine, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow();
  const [form, setForm] = useState(() => emptyTimes(nowMs, zone));
  const [note, setNote] = useState('');
  const plan = useMutation(
    trpc.bookings.planMaintenance.mutationOptions({
      onSuccess: (planned) => {
        void queries.invalidateQueries(trpc.bookings.maintenance.pathFilter());
        toast.done(
          `Maintenance of ${machine.name} planned: ${formatRange(planned.startsAt, planned.endsAt, zone)}`,
        );
        onClose();
      },
    }),
  );
  const problems = { start: startProblem(form, nowMs, zone), end: endProblem(form, nowMs, zone) };
  const submit = (): void => {
    const times = timesOf(form, Date.now(), zone);
    if (!times || problems.start || problems.end) return;
    plan.mutate({
      machineId: machine.id,
      startsAt: times.startsAt.toISOString(),
      endsAt: times.endsAt.toISOString(),
      note: note.trim(),
    });
  };
  return (
    <FormDialog
      title={`Plan maintenance of ${machine.name}`}
      description={`Nobody can book it then. Times in ${zoneName(zone, nowMs)}.`}
      submitLabel="Plan maintenance"
      busyLabel="Planning…"
      sending={plan}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <TimeFields form={form} problems={problems} zone={zone} nowMs={nowMs} onChange={setForm} />
      <InputField
        label="What is done"
        hint="Shown to whoever wants to book it. Not needed."
        placeholder="Dust filters"
        value={note}
        maxLength={200}
        onChange={(event) => setNote(event.target.value)}
      />
      <p className="text-sm text-muted">
        Several machines, again and again, or around a booking:{' '}
        <Link prefetch={false} href={`/machines/maintenance?plan=1&machines=${machine.id}`} className="link">
          plan it on the Maintenance page
        </Link>
        .
      </p>
    </FormDialog>
  );
}
