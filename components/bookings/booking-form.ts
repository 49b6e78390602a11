import { LONGEST_BOOKING_MS } from '@/shared/domain/booking-rules.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { emptyTimes, nextStep, type TimeForm, withDuration } from '../ui/time-form.ts';
import type { MachineView } from './types.ts';

export type BookingForm = TimeForm & {
  machineIds: readonly string[];
  purpose: string;
  projectId: string | null;
  /** Null: one's main team. */
  teamId: string | null;
};

/** With the times that were chosen already, if they were. */
export const emptyForm = (
  machineIds: readonly string[],
  nowMs: number,
  zone: string,
  times: { fromMs: number; toMs: number } | null = null,
): BookingForm => ({
  machineIds,
  ...(times
    ? { start: toLocal(Math.max(times.fromMs, nextStep(nowMs)), zone), end: toLocal(times.toMs, zone) }
    : emptyTimes(nowMs, zone)),
  purpose: '',
  projectId: null,
  teamId: null,
});

/** What a booking that is made again brings with it; without a length the usual one. */
export type Again = { minutes: number; purpose: string };

export function likeBefore(form: BookingForm, { minutes, purpose }: Again, nowMs: number, zone: string) {
  const named = { ...form, purpose: purpose.slice(0, 200) };
  const isLength = Number.isInteger(minutes) && minutes > 0 && minutes * 60_000 <= LONGEST_BOOKING_MS;
  return isLength ? withDuration(named, minutes * 60_000, nowMs, zone) : named;
}

type Pickable = Pick<MachineView, 'id' | 'simulated' | 'status'>;

/** Why a machine can't be picked beside the ones that are, or null. */
export function pickProblem(machine: Pickable, picked: readonly Pickable[]): string | null {
  if (machine.status === 'maintenance') return 'in maintenance';
  if (machine.status === 'retired') return 'retired';
  if (machine.status === 'loaned') return 'lent out';
  const other = picked.find((it) => it.simulated !== machine.simulated);
  if (!other) return null;
  return machine.simulated ? 'simulated: not with real machines' : 'real: not with simulated machines';
}
