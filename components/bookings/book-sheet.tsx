'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { OwnTime } from '../providers/own-zone.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { endProblem, startProblem, timesOf } from '../ui/time-form.ts';
import { TimeFields } from '../ui/time-fields.tsx';
import { type Again, type BookingForm, emptyForm, likeBefore } from './booking-form.ts';
import { CheckNote, Override } from './check-note.tsx';
import { ConflictNote } from './conflict-note.tsx';
import { CostEstimate } from './cost-estimate.tsx';
import { MachinePicker } from './machine-picker.tsx';
import { ProjectField } from './project-field.tsx';
import { TeamField } from './team-field.tsx';
import { Repeat } from './repeat.tsx';
import { timelineIslands } from './timeline-bars.ts';
import type { ConflictView } from './types.ts';
import { type Refused, useBook } from './use-book.ts';
import { FIELD_OF_RULE, useBookingCheck } from './use-booking-check.ts';
import { useSheetSeries } from './use-sheet-series.ts';
import type { Awaited } from './wait-for-it.tsx';

type Props = {
  machineIds: readonly string[];
  /** The times that were chosen already. */
  times?: { fromMs: number; toMs: number } | null;
  again: Again;
  onClose: () => void;
};

/** Which machines, when, what for. The portal's word is shown: a refusal names who has them, and the next free time. */
export default function BookSheet({ machineIds, times: chosen = null, again, onClose }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow();
  const list = useQuery(trpc.machines.list.queryOptions());
  const [form, setForm] = useState(() =>
    likeBefore(emptyForm(machineIds, nowMs, zone, chosen), again, nowMs, zone),
  );
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const can = useCan();
  const times = timesOf(form, nowMs, zone);
  const series = useSheetSeries(form, { times, zone, onDone: onClose });
  const isOnce = series.value === null;
  const checked = useBookingCheck(form, nowMs, zone);
  const check = isOnce ? checked : null;
  const { book, bookAt, forget, conflict, refused, ...once } = useBook(onClose);
  const { isPending, error } = isOnce ? once : series;
  const change = (to: BookingForm): void => {
    setForm(to);
    forget();
  };

  const problems = {
    machines: form.machineIds.length === 0 ? 'Choose at least one machine.' : null,
    start: startProblem(form, nowMs, zone),
    end: endProblem(form, nowMs, zone),
    reason: reason !== null && reason.trim() === '' ? 'Say why the rules are set aside.' : null,
    purpose: form.purpose.trim() === '' ? 'Say what the booking is for.' : null,
  };
  const isWrong = Object.values(problems).some(Boolean);
  const submit = (sheet: HTMLElement): void => {
    setAsked(true);
    if (isWrong) focusProblem(sheet);
    else if (!isOnce) series.book();
    else book(form, reason === null ? {} : { overrideReason: reason.trim() });
  };
  const field = check?.refusal?.rule && FIELD_OF_RULE[check.refusal.rule];
  const told = (of: 'start' | 'end') => problems[of] ?? (field === of ? check!.refusal!.message : null);
  const isRefused = check?.refusal || check?.conflict || check?.approval || error || reason !== null;
  const conflictNote = (of: ConflictView) => (
    <ConflictNote
      conflict={of}
      isPending={isPending}
      onTake={(slot) => bookAt({ ...form, durationMs: null }, slot)}
      onMakeWay={() => book(form, { makeWay: true })}
      wait={refused && awaitedOf(refused)}
    />
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="sheet"
      title="Book machines"
      description={`Times in ${zoneName(zone, nowMs)}.`}
    >
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        {list.isPending && <SkeletonRows label="Loading the machines" />}
        {list.data && (
          <MachinePicker
            islands={timelineIslands(list.data.machines, list.data.islands)}
            form={form}
            error={asked ? problems.machines : null}
            onChange={(picked) => change({ ...form, machineIds: picked })}
          />
        )}
        <TimeFields
          form={form}
          problems={{ start: told('start'), end: told('end') }}
          zone={zone}
          nowMs={nowMs}
          onChange={change}
        />
        {times && <OwnTime at={times.startsAt} to={times.endsAt} className="-mt-3 text-sm text-muted" />}
        <InputField
          label="What for"
          required
          maxLength={200}
          placeholder="Proof search, night 3"
          value={form.purpose}
          error={asked ? problems.purpose : null}
          onChange={(event) => setForm({ ...form, purpose: event.target.value })}
        />
        <TeamField value={form.teamId} onChange={(teamId) => change({ ...form, teamId })} />
        <ProjectField value={form.projectId} onChange={(projectId) => setForm({ ...form, projectId })} />
        <Checkbox checked={!isOnce} onChange={(event) => series.toggle(event.target.checked)}>
          Repeat
        </Checkbox>
        {!isOnce && <Repeat {...series.repeated} onChange={series.setValue} />}
        {check && !error && (
          <CheckNote check={check} conflict={check.conflict && conflictNote(check.conflict)} />
        )}
        <CostEstimate machineIds={form.machineIds} times={times} />
        <FormError error={error} repeatable>
          {isOnce && conflict && conflictNote(conflict)}
        </FormError>
        {isOnce && isRefused && can('booking:override') && (
          <Override reason={reason} error={asked ? problems.reason : null} onChange={setReason} />
        )}
        <DialogActions>
          <Button onClick={onClose}>{isPending ? 'Close' : 'Cancel'}</Button>
          <Button
            type="submit"
            look="primary"
            disabled={!isOnce && series.bookable === 0}
            busyLabel={isPending ? 'Booking…' : null}
          >
            {!isOnce ? series.label : check?.approval && reason === null ? 'Ask for it' : 'Book'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The very time that was refused. */
function awaitedOf({ machineIds, startsAt, endsAt }: Refused): Awaited {
  const [from, to] = [String(startsAt), String(endsAt)];
  const durationMinutes = Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
  return { machineIds, count: machineIds.length, startsAt: from, endsAt: to, durationMinutes, wish: null };
}
