'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDuration } from '@/shared/domain/format.ts';
import { isTime, toLocal } from '@/shared/domain/zoned-time.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { withOwn } from '../ui/pick.tsx';
import { tidyTime } from '../ui/time-form.ts';
import { toast } from '../ui/toast.tsx';
import { errorCode, errorDetails } from '../user-message.ts';
import { countDates } from './booking-words.ts';
import { type Scope, ScopeField } from './scope-field.tsx';
import { canBeHad, SeriesDateList } from './series-date-list.tsx';
import type { BookingView, SeriesDateView, SeriesView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

type Props = { booking: BookingView; series: SeriesView; onClose: () => void };

const LENGTHS = [60, 120, 240, 480, 720];

/** Start, length and purpose of one date or several; each that cannot be had is named, and may stay as it is. */
export default function ChangeSeries({ booking, series, onClose }: Props) {
  const trpc = useTRPC();
  const bookingsChanged = useBookingsChanged();
  const was = {
    localTime: toLocal(booking.startsAt, series.timeZone).time,
    durationMinutes: Math.round((Date.parse(booking.endsAt) - Date.parse(booking.startsAt)) / 60_000),
    purpose: booking.purpose,
  };
  const [form, setForm] = useState(was);
  const [scope, setScope] = useState<Scope>('this');
  const [alsoMoved, setAlsoMoved] = useState(false);
  const [keep, setKeep] = useState<readonly string[]>([]);
  const change = useMutation(
    trpc.bookingSeries.change.mutationOptions({
      onSuccess: ({ changed }) => {
        bookingsChanged();
        toast.done(`${countDates(changed)} of “${form.purpose.trim()}” changed`);
        onClose();
      },
    }),
  );
  const refused = refusedDates(change.error);
  const timeError = isTime(form.localTime) ? null : 'Write 00:00 to 23:59.';
  const submit = (): void => {
    if (timeError || form.purpose.trim() === '') return;
    const purpose = form.purpose.trim();
    change.mutate({
      bookingId: booking.id,
      revision: booking.revision,
      scope,
      alsoMoved,
      keep: [...keep],
      ...(form.localTime !== was.localTime && { localTime: form.localTime }),
      ...(form.durationMinutes !== was.durationMinutes && { durationMinutes: form.durationMinutes }),
      ...(purpose !== was.purpose && { purpose }),
    });
  };
  return (
    <FormDialog
      title={`Change dates of “${booking.purpose}”`}
      description={`Times in ${series.timeZone}. What is over or cancelled stays as it is.`}
      submitLabel={keep.length > 0 ? `Change, leaving ${keep.length}` : 'Change'}
      busyLabel="Changing…"
      sending={change}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <ScopeField value={scope} onChange={setScope} />
      <div className="flex flex-wrap gap-3">
        <InputField
          label="Starts at"
          className="w-28"
          inputMode="numeric"
          maxLength={5}
          autoComplete="off"
          value={form.localTime}
          error={timeError}
          onChange={(event) => setForm({ ...form, localTime: event.target.value })}
          onBlur={(event) => setForm({ ...form, localTime: tidyTime(event.target.value) })}
        />
        <SelectField
          label="Length"
          className="w-32"
          value={String(form.durationMinutes)}
          options={withOwn(LENGTHS, form.durationMinutes).map((it) => ({
            value: String(it),
            label: formatDuration(it * 60_000),
          }))}
          onChange={(event) => setForm({ ...form, durationMinutes: Number(event.target.value) })}
        />
      </div>
      <InputField
        label="What for"
        required
        maxLength={200}
        value={form.purpose}
        error={form.purpose.trim() === '' ? 'Say what the booking is for.' : null}
        onChange={(event) => setForm({ ...form, purpose: event.target.value })}
      />
      {scope !== 'this' && series.moved > 0 && (
        <Checkbox checked={alsoMoved} onChange={(event) => setAlsoMoved(event.target.checked)}>
          Also {countDates(series.moved)} that {series.moved === 1 ? 'was' : 'were'} changed alone
        </Checkbox>
      )}
      {refused.length > 0 && scope !== 'this' && (
        <SeriesDateList
          dates={refused}
          timeZone={series.timeZone}
          skip={keep}
          skipLabel="Leave as it is"
          onSkip={setKeep}
        />
      )}
    </FormDialog>
  );
}

/** The dates that stand against it, where that is why it was refused. */
function refusedDates(error: unknown): SeriesDateView[] {
  const details = errorCode(error) === 'CONFLICT' ? errorDetails(error) : null;
  const dates = (details as { dates?: SeriesDateView[] } | null)?.dates ?? [];
  return dates.filter((it) => !canBeHad(it));
}
