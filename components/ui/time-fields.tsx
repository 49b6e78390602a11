'use client';

import { useId } from 'react';
import { formatDay, formatDuration } from '@/shared/domain/format.ts';
import { fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import { Button } from './button.tsx';
import { InputField } from './field.tsx';
import { Segmented } from './segmented.tsx';
import {
  lengthOf,
  type LocalTime,
  nextStep,
  QUICK_DURATIONS_MS,
  tidyTime,
  type TimeForm,
  timesOf,
  withDuration,
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
            zone={zone}
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
          value={form.end}
          zone={zone}
          error={problems.end}
          onChange={(end) => onChange({ ...form, end })}
        />
        {length && <p className="self-end pb-1.5 text-sm text-muted">{length} long</p>}
      </div>
    </div>
  );
}

type LocalProps = {
  name: string;
  value: LocalTime;
  zone: string;
  error: string | null;
  onChange: (value: LocalTime) => void;
};

function LocalFields({ name, value, zone, error, onChange }: LocalProps) {
  const errorId = useId();
  // A browser writes dates its own way; the words leave no doubt.
  const weekday = fromLocal(value.day, '12:00', zone);
  return (
    <div
      role="group"
      aria-label={name}
      data-problem={error !== null || undefined}
      {...(error && { 'aria-describedby': errorId })}
    >
      <div className="flex gap-2">
        <InputField
          label={`${name} day`}
          type="date"
          hint={weekday && formatDay(weekday, zone)}
          required
          value={value.day}
          onChange={(event) => onChange({ ...value, day: event.target.value })}
        />
        <InputField
          label={`${name} time`}
          className="w-24"
          inputMode="numeric"
          maxLength={5}
          autoComplete="off"
          required
          value={value.time}
          onChange={(event) => onChange({ ...value, time: event.target.value })}
          onBlur={(event) => onChange({ ...value, time: tidyTime(event.target.value) })}
        />
      </div>
      {error && (
        <p id={errorId} role="alert" className="pt-1 text-xs text-fault-text">
          {error}
        </p>
      )}
    </div>
  );
}
