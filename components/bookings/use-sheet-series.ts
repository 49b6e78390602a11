'use client';

import { useState } from 'react';
import type { FormTimes } from '../ui/time-form.ts';
import type { BookingForm } from './booking-form.ts';
import { emptyRepeat, type RepeatValue } from './repeat-form.ts';
import { type Repeated, useBookRepeat, useRepeatDates } from './use-repeat.ts';

/** What is booked again and again, of a form that can also be booked once: then `value` is null. */
export function useSheetSeries(
  form: BookingForm,
  { times, zone, onDone }: { times: FormTimes | null; zone: string; onDone: () => void },
) {
  const [value, setValue] = useState<RepeatValue | null>(null);
  const { book, ...sent } = useBookRepeat(onDone);
  const repeated: Repeated = {
    machineIds: value ? form.machineIds : [],
    startsAt: form.start && times ? times.startsAt : null,
    lengthMs: times ? times.endsAt.getTime() - times.startsAt.getTime() : 0,
    teamId: form.teamId,
    value: value ?? emptyRepeat(zone),
  };
  const { rule, query, dates, out, bookable } = useRepeatDates(repeated);
  return {
    ...sent,
    value,
    setValue,
    repeated,
    bookable,
    label: dates.length > 0 ? `Book ${bookable} of ${dates.length}` : 'Book',
    book: (): void => {
      if (!value || !rule || bookable === 0) return;
      const wanted = {
        ...rule,
        machineIds: [...form.machineIds],
        purpose: form.purpose.trim(),
        projectId: form.projectId,
        teamId: form.teamId,
        skip: [...new Set([...value.skip, ...out])],
      };
      book(wanted, () => void query.refetch());
    },
    toggle: (on: boolean): void => setValue(on ? emptyRepeat(zone) : null),
  };
}
