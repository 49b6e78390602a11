import { toLocal } from '@/shared/domain/zoned-time.ts';
import { emptyTimes, nextStep, type TimeForm } from '../ui/time-form.ts';
import type { MachineView } from './types.ts';

export type BookingForm = TimeForm & { machineIds: readonly string[]; purpose: string };

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
});

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
