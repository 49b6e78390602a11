'use client';

import { fromLocal, isDay, isTime, toLocal } from '@/shared/domain/zoned-time.ts';
import { DayField } from '../ui/day-field.tsx';
import { InputField } from '../ui/field.tsx';

export type LocalParts = { day: string; time: string };
/** A moment by the lab's clock, some time ahead. */
export const ahead = (nowMs: number, lengthMs: number, zone: string): LocalParts =>
  toLocal(nowMs + lengthMs, zone);
/** Null while it is none. */
export const momentOf = ({ day, time }: LocalParts, zone: string): Date | null =>
  isDay(day) && isTime(time) ? fromLocal(day, time, zone) : null;

type Props = { value: LocalParts; today: string; zone: string; onChange: (value: LocalParts) => void };

/** Until when something is so: a day and a time of the lab's clock. */
export function MomentField({ value, today, zone, onChange }: Props) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <DayField
        label="Until, day"
        value={value.day}
        today={today}
        onChange={(day) => onChange({ ...value, day })}
      />
      <InputField
        label="at"
        type="time"
        required
        hint={`in ${zone}`}
        value={value.time}
        onChange={(event) => onChange({ ...value, time: event.target.value })}
      />
    </div>
  );
}
