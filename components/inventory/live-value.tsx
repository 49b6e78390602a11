'use client';

import { formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Quantity, Value } from '../ui/value.tsx';
import type { ShownReading } from './newest-reading.ts';

export type LiveValueProps = {
  reading: ShownReading | null;
  /** The meter's value in this reading; null when there is no such meter. */
  value: number | null;
  format: (value: number) => string;
  /** Why a missing value is missing: "This machine has no power meter." */
  missing: string;
  simulated: boolean;
  /** In place of a meter that is not there, with what it rests on. */
  estimate?: { value: number; basis: string } | null;
};

/** One meter's value now: measured, stale with its time, simulated, or said not to exist. */
export function LiveValue({ reading, value, format, missing, simulated, estimate }: LiveValueProps) {
  const zone = useZone();
  if (!reading) return <Value state="unknown" reason="This machine has sent no reading yet." />;
  if (value === null && estimate && !reading.stale)
    return <Value state="estimate" text={format(estimate.value)} basis={estimate.basis} />;
  if (value === null) return <Value state="not-measured" reason={missing} />;
  const text = format(value);
  if (reading.stale) {
    return (
      <Value state="stale" text={text} reason={`Last reading at ${formatTime(reading.atMs, zone, true)}.`} />
    );
  }
  if (simulated) return <Value state="simulated" text={text} />;
  return <Quantity text={text} />;
}
