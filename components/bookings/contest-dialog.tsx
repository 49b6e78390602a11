'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { zoneName } from '@/shared/domain/format.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { endProblem, type TimeForm, timesOf } from '../ui/time-form.ts';
import { TimeFields } from '../ui/time-fields.tsx';
import { toast } from '../ui/toast.tsx';
import { ProjectField } from './project-field.tsx';
import type { BookingView } from './types.ts';

const KINDS = [
  { value: 'times', label: 'Charge other times' },
  { value: 'project', label: 'Charge another project' },
  { value: 'waive', label: 'Charge nothing' },
] as const;
type Kind = (typeof KINDS)[number]['value'];
/** Fields say minutes: one that was left as it stood is the booking's own moment. */
const exactly = (wanted: Date, own: string): Date =>
  Math.abs(wanted.getTime() - Date.parse(own)) < 60_000 ? new Date(own) : wanted;

type Props = { bookingId: string; onClose: () => void };

/** What should be charged instead, and why: an admin answers. */
export default function ContestDialog({ bookingId, onClose }: Props) {
  const trpc = useTRPC();
  const booking = useQuery(trpc.bookings.get.queryOptions({ id: bookingId }));
  return booking.data ? (
    <ContestForm booking={booking.data} onClose={onClose} />
  ) : (
    <SkeletonRows label="Loading the booking" count={1} />
  );
}

function ContestForm({ booking, onClose }: { booking: BookingView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow();
  const heldUntil = booking.endedAt ?? booking.endsAt;
  const [kind, setKind] = useState<Kind>('times');
  const [reason, setReason] = useState('');
  const [projectId, setProjectId] = useState<string | null>(booking.project?.id ?? null);
  const [times, setTimes] = useState<TimeForm>({
    start: toLocal(Date.parse(booking.startsAt), zone),
    end: toLocal(Date.parse(heldUntil), zone),
  });
  const contest = useMutation(
    trpc.bookings.contestCharge.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.bookings.pathFilter());
        toast.done('Contested. An admin will answer.');
        onClose();
      },
    }),
  );
  const wanted = timesOf(times, nowMs, zone);
  const problem = kind === 'times' ? endProblem(times, nowMs, zone) : null;
  return (
    <FormDialog
      title={`Contest what “${booking.purpose}” is charged`}
      description={`An admin accepts or refuses it; both stay in the record. Times in ${zoneName(zone, nowMs)}.`}
      submitLabel="Send"
      busyLabel="Sending…"
      sending={contest}
      canSubmit={reason.trim() !== '' && problem === null}
      onSubmit={() =>
        contest.mutate({
          bookingId: booking.id,
          kind,
          reason,
          wantedFrom: kind === 'times' && wanted ? exactly(wanted.startsAt, booking.startsAt) : null,
          wantedUntil: kind === 'times' && wanted ? exactly(wanted.endsAt, heldUntil) : null,
          wantedProjectId: kind === 'project' ? projectId : null,
        })
      }
      onClose={onClose}
    >
      <SelectField
        label="What should change"
        value={kind}
        options={KINDS}
        onChange={(event) => setKind(KINDS.find((it) => it.value === event.target.value)!.value)}
      />
      {kind === 'times' && (
        <TimeFields
          form={times}
          problems={{ start: null, end: problem }}
          zone={zone}
          nowMs={nowMs}
          onChange={setTimes}
        />
      )}
      {kind === 'project' && <ProjectField label="Charge it to" value={projectId} onChange={setProjectId} />}
      <InputField
        label="Why"
        required
        maxLength={500}
        placeholder="Bosc did not answer from 21:00 on"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
