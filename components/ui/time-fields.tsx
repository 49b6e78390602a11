'use client';

import { useId, useState } from 'react';
import { formatDuration } from '@/shared/domain/format.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { Button } from './button.tsx';
import { DayField } from './day-field.tsx';
import { InputField } from './field.tsx';
import { Segmented } from './segmented.tsx';
import {
  clockNote,
  endOf,
  lengthOf,
  type LocalTime,
  nextStep,
  QUICK_DURATIONS_MS,
  tidyTime,
  type TimeForm,
  timesOf,
  withDuration,
  withEnd,
  withStart,
} from './time-form.ts';

type Props<F extends TimeForm> = {
  form: F;
  problems: { start: string | null; end: string | null };
  zone: string;
  nowMs: number;
  onChange: (form: F) => void;
};

const STARTS = [
  { value: 'now', label: 'Now' },
  { value: 'at', label: 'At' },
] as const;

/** Start, length and end in the zone; everything by keyboard. */
export function TimeFields<F extends TimeForm>({ form, problems, zone, nowMs, onChange }: Props<F>) {
  const times = timesOf(form, nowMs, zone);
  const lengthMs = times ? times.endsAt.getTime() - times.startsAt.getTime() : 0;
  const length = lengthOf(form, nowMs, zone);
  const today = toLocal(nowMs, zone).day;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-3">
        <div>
          <span className="block pb-1 text-sm font-medium">Starts</span>
          <Segmented
            label="Starts"
            options={STARTS}
            value={form.start ? 'at' : 'now'}
            onChange={(value) =>
              onChange(withStart(form, value === 'now' ? null : toLocal(nextStep(nowMs), zone), nowMs, zone))
            }
          />
        </div>
        {form.start && (
          <LocalFields
            name="Start"
            value={form.start}
            today={today}
            note={clockNote(form.start, zone, nowMs)}
            error={problems.start}
            onChange={(start) => onChange(withStart(form, start, nowMs, zone))}
          />
        )}
      </div>
      <div role="group" aria-label="Length" className="flex flex-wrap gap-2">
        {QUICK_DURATIONS_MS.map((ms) => (
          <Button
            key={ms}
            small
            aria-pressed={Math.abs(lengthMs - ms) < 60_000}
            className="forced-colors:aria-pressed:outline-2 forced-colors:aria-pressed:-outline-offset-3 forced-colors:aria-pressed:outline-[Highlight] aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-mine-text"
            onClick={() => onChange(withDuration(form, ms, nowMs, zone))}
          >
            {formatDuration(ms)}
          </Button>
        ))}
      </div>
      <div className="flex flex-wrap items-start gap-3">
        <LocalFields
          name="End"
          value={endOf(form, nowMs, zone)}
          today={today}
          // Of a chosen length the end is an instant: which of two it is needs no rule.
          note={form.durationMs ? null : clockNote(form.end, zone, nowMs)}
          error={problems.end}
          onChange={(end) => onChange(withEnd(form, end))}
        />
        {length && <p className="self-end pb-1.5 text-sm text-muted">{length} long</p>}
      </div>
    </div>
  );
}

type LocalProps = {
  name: string;
  value: LocalTime;
  today: string;
  note: string | null;
  error: string | null;
  onChange: (value: LocalTime) => void;
};

/** A moment of the lab's clock: its day and its time, with what is odd about it. */
export function LocalFields({ name, value, today, note, error, onChange }: LocalProps) {
  const noteId = useId();
  // Read while it is typed: nothing moves under the pointer when the field is left.
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <div
      role="group"
      aria-label={name}
      data-problem={error !== null || undefined}
      {...((error || note) && { 'aria-describedby': noteId })}
    >
      <div className="flex gap-2">
        <DayField
          label={`${name} day`}
          className="w-44"
          value={value.day}
          today={today}
          onChange={(day) => onChange({ ...value, day })}
        />
        <InputField
          label={`${name} time`}
          className="w-24"
          inputMode="numeric"
          maxLength={5}
          autoComplete="off"
          required
          value={draft ?? value.time}
          onChange={(event) => {
            setDraft(event.target.value);
            onChange({ ...value, time: tidyTime(event.target.value) });
          }}
          onBlur={() => setDraft(null)}
        />
      </div>
      {error && (
        <p id={noteId} role="alert" className="pt-1 text-xs text-fault-text">
          {error}
        </p>
      )}
      {!error && note && (
        <p id={noteId} role="status" className="max-w-72 pt-1 text-xs text-maintenance-text">
          {note}
        </p>
      )}
    </div>
  );
}
