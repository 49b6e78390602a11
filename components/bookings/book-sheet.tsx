'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { endProblem, startProblem } from '../ui/time-form.ts';
import { TimeFields } from '../ui/time-fields.tsx';
import { emptyForm } from './booking-form.ts';
import { ConflictNote } from './conflict-note.tsx';
import { MachinePicker } from './machine-picker.tsx';
import { timelineIslands } from './timeline-bars.ts';
import { useBook } from './use-book.ts';

type Props = {
  machineIds: readonly string[];
  /** The times that were chosen already. */
  times?: { fromMs: number; toMs: number } | null;
  onClose: () => void;
};

/** Which machines, when, what for. The portal's word is shown: a refusal names who has them, and the next free time. */
export default function BookSheet({ machineIds, times = null, onClose }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow();
  const list = useQuery(trpc.machines.list.queryOptions());
  const [form, setForm] = useState(() => emptyForm(machineIds, nowMs, zone, times));
  const [asked, setAsked] = useState(false);
  const { book, bookAt, isPending, error, conflict } = useBook(onClose);

  const problems = {
    machines: form.machineIds.length === 0 ? 'Choose at least one machine.' : null,
    start: startProblem(form, nowMs, zone),
    end: endProblem(form, nowMs, zone),
    purpose: form.purpose.trim() === '' ? 'Say what the booking is for.' : null,
  };
  const isWrong = Object.values(problems).some(Boolean);
  const submit = (sheet: HTMLElement): void => {
    setAsked(true);
    if (isWrong) focusProblem(sheet);
    else book(form);
  };
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
            onChange={(picked) => setForm({ ...form, machineIds: picked })}
          />
        )}
        <TimeFields form={form} problems={problems} zone={zone} nowMs={nowMs} onChange={setForm} />
        <InputField
          label="What for"
          required
          maxLength={200}
          placeholder="Proof search, night 3"
          value={form.purpose}
          error={asked ? problems.purpose : null}
          onChange={(event) => setForm({ ...form, purpose: event.target.value })}
        />
        <FormError error={error} repeatable>
          {conflict && (
            <ConflictNote conflict={conflict} isPending={isPending} onTake={(slot) => bookAt(form, slot)} />
          )}
        </FormError>
        <DialogActions>
          <Button onClick={onClose}>{isPending ? 'Close' : 'Cancel'}</Button>
          <Button type="submit" look="primary" busyLabel={isPending ? 'Booking…' : null}>
            Book
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
