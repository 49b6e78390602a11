'use client';

import { useState } from 'react';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { endProblem, startProblem, type TimeForm, timesOf } from '../ui/time-form.ts';
import { TimeFields } from '../ui/time-fields.tsx';
import { movableOf } from './booking-stage.ts';
import { machineNames } from './booking-words.ts';
import type { Refusal } from './timeline-draft.ts';
import type { BookingView } from './types.ts';
import { useChangeBooking } from './use-change-booking.ts';

type Props = { booking: BookingView; onClose: () => void };

/** Another start or end by typing: what dragging does in the timeline. */
export default function ChangeTimes({ booking, onClose }: Props) {
  const zone = useZone();
  const nowMs = useNow();
  const { change, isPending } = useChangeBooking();
  const [form, setForm] = useState<TimeForm>({
    start: toLocal(booking.startsAt, zone),
    end: toLocal(booking.endsAt, zone),
  });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const hasBegun = movableOf(booking, nowMs) === 'end';
  const startMs = Date.parse(booking.startsAt);
  const problems = {
    start: hasBegun ? null : startProblem(form, nowMs, zone),
    end: endProblem(form, nowMs, zone),
  };
  const submit = async (sheet: HTMLElement): Promise<void> => {
    const times = timesOf(form, nowMs, zone);
    if (problems.start || problems.end || !times) return focusProblem(sheet);
    const machineIds = booking.machines.map((it) => it.id);
    const fromMs = hasBegun ? startMs : times.startsAt.getTime();
    const refused = await change(booking, { fromMs, toMs: times.endsAt.getTime(), machineIds });
    if (refused) setRefusal(refused);
    else onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Change the times of “${booking.purpose}”`}
      description={`${machineNames(booking)}. Times in ${zoneName(zone, nowMs)}.`}
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        {hasBegun && (
          <p className="text-sm text-text-2">It has begun: its start stays, its end can change.</p>
        )}
        <TimeFields
          form={form}
          problems={problems}
          zone={zone}
          nowMs={nowMs}
          onChange={(next) => setForm(hasBegun ? { ...next, start: form.start } : next)}
        />
        {refusal && (
          <div role="alert">
            <Banner tone="error" title="Not changed.">
              {refusal.words}
            </Banner>
          </div>
        )}
        <DialogActions>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" busyLabel={isPending ? 'Changing…' : null}>
            Change times
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
