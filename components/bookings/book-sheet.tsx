'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { OwnTime } from '../providers/own-zone.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { endProblem, startProblem, timesOf } from '../ui/time-form.ts';
import { TimeFields } from '../ui/time-fields.tsx';
import { emptyForm } from './booking-form.ts';
import { ConflictNote } from './conflict-note.tsx';
import { MachinePicker } from './machine-picker.tsx';
import { Repeat } from './repeat.tsx';
import { emptyRepeat, type RepeatValue } from './repeat-form.ts';
import { timelineIslands } from './timeline-bars.ts';
import { useBook } from './use-book.ts';
import { type Repeated, useBookRepeat, useRepeatDates } from './use-repeat.ts';

type Props = { machineIds: readonly string[]; onClose: () => void };

/** Which machines, when, what for. The portal's word is shown: a refusal names who has them, and the next free time. */
export default function BookSheet({ machineIds, onClose }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow();
  const list = useQuery(trpc.machines.list.queryOptions());
  const [form, setForm] = useState(() => emptyForm(machineIds, nowMs, zone));
  const [asked, setAsked] = useState(false);
  const [repeat, setRepeat] = useState<RepeatValue | null>(null);
  const once = useBook(onClose);
  const again = useBookRepeat(onClose);
  const isPending = once.isPending || again.isPending;
  const times = timesOf(form, nowMs, zone);
  const repeated: Repeated = {
    machineIds: repeat ? form.machineIds : [],
    startsAt: form.start && times ? times.startsAt : null,
    lengthMs: times ? times.endsAt.getTime() - times.startsAt.getTime() : 0,
    value: repeat ?? emptyRepeat(zone),
  };
  const series = useRepeatDates(repeated);

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
    else if (!repeat) once.book(form);
    else if (series.rule && series.bookable > 0)
      again.book(
        {
          ...series.rule,
          machineIds: [...form.machineIds],
          purpose: form.purpose.trim(),
          skip: [...new Set([...repeat.skip, ...series.out])],
        },
        () => void series.query.refetch(),
      );
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
        <Checkbox
          checked={repeat !== null}
          onChange={(event) => setRepeat(event.target.checked ? emptyRepeat(zone) : null)}
        >
          Repeat
        </Checkbox>
        {repeat && <Repeat {...repeated} onChange={setRepeat} />}
        {repeat ? (
          <FormError error={again.error} repeatable />
        ) : (
          <FormError error={once.error} repeatable>
            {once.conflict && (
              <ConflictNote
                conflict={once.conflict}
                isPending={isPending}
                onTake={(slot) => once.bookAt({ ...form, durationMs: null }, slot)}
              />
            )}
          </FormError>
        )}
        <DialogActions>
          <Button onClick={onClose}>{isPending ? 'Close' : 'Cancel'}</Button>
          <Button
            type="submit"
            look="primary"
            disabled={repeat !== null && series.bookable === 0}
            busyLabel={isPending ? 'Booking…' : null}
          >
            {repeat && series.dates.length > 0 ? `Book ${series.bookable} of ${series.dates.length}` : 'Book'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
