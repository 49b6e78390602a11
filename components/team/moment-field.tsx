'use client';

import { fromLocal, isDay, isTime, toLocal } from '@/shared/domain/zoned-time.ts';
import { LocalFields } from '../ui/time-fields.tsx';
import { clockNote, type LocalTime } from '../ui/time-form.ts';

/** A moment by the lab's clock, some time ahead. */
export const ahead = (nowMs: number, lengthMs: number, zone: string): LocalTime =>
  toLocal(nowMs + lengthMs, zone);
/** Null while it is none. */
export const momentOf = ({ day, time }: LocalTime, zone: string): Date | null =>
  isDay(day) && isTime(time) ? fromLocal(day, time, zone) : null;

type Props = { value: LocalTime; nowMs: number; zone: string; onChange: (value: LocalTime) => void };

/** Until when something is so: a day and a time of the lab's clock. */
export function MomentField({ value, nowMs, zone, onChange }: Props) {
  const moment = momentOf(value, zone);
  const isOver = moment !== null && moment.getTime() <= nowMs;
  return (
    <div>
      <LocalFields
        name="Last"
        value={value}
        today={ahead(nowMs, 0, zone).day}
        note={clockNote(value, zone, nowMs)}
        error={isOver ? 'This moment is over. Choose a later one.' : null}
        onChange={onChange}
      />
      <p className="pt-1 text-xs text-muted">Times in {zone}.</p>
    </div>
  );
}
