import { heldUntilMs } from './timeline-bars.ts';
import type { TimelineContents } from './timeline-bars.ts';
import type { MachineView } from './types.ts';

const HOUR_MS = 3_600_000;
type Span = { fromMs: number; toMs: number };

/** Time that one machine can't be had; `whose` is null where nobody is named. */
export type Taken = Span & {
  kind: 'booking' | 'maintenance' | 'hold';
  /** Of the booking, the hold or the maintenance. */
  id: string;
  whose: string | null;
  mine: boolean;
};
export type TakenTimes = ReadonlyMap<string, readonly Taken[]>;
export type FreeHour = Span & { free: number };

/** What keeps others away from each machine: bookings with their turnaround, holds, maintenance. Requests do not. */
export function takenTimes({ bookings, planned, holds }: TimelineContents): TakenTimes {
  const times = new Map<string, Taken[]>();
  const add = (machineId: string, taken: Taken): void => {
    const list = times.get(machineId);
    if (list) list.push(taken);
    else times.set(machineId, [taken]);
  };
  for (const it of bookings) {
    if (it.status !== 'confirmed' && it.status !== 'ended') continue;
    const toMs = it.endedAt === null ? Date.parse(it.heldUntil) : heldUntilMs(it);
    const own = { id: it.id, whose: it.person.name, mine: it.mine };
    for (const { id } of it.machines)
      add(id, { kind: 'booking', fromMs: Date.parse(it.startsAt), toMs, ...own });
  }
  for (const it of planned) {
    if (it.waits) continue;
    const span = { fromMs: Date.parse(it.startsAt), toMs: Date.parse(it.endsAt) };
    add(it.machineId, { kind: 'maintenance', ...span, id: it.id, whose: null, mine: false });
  }
  for (const it of holds) {
    const span = { fromMs: Date.parse(it.startsAt), toMs: Date.parse(it.endsAt) };
    for (const id of it.machineIds)
      add(id, { kind: 'hold', ...span, id: it.id, whose: it.personName, mine: it.mine });
  }
  for (const list of times.values()) list.sort((a, b) => a.fromMs - b.fromMs);
  return times;
}

export type InTheWay = { machineId: string; taken: Taken };

/** The first that stands in the way of having all of these machines then, of anything but `exceptId`. */
export function whatIsInTheWay(
  times: TakenTimes,
  machineIds: readonly string[],
  { fromMs, toMs }: Span,
  exceptId: string | null = null,
): InTheWay | null {
  let first: InTheWay | null = null;
  for (const machineId of machineIds) {
    const taken = times
      .get(machineId)
      ?.find((it) => it.id !== exceptId && it.fromMs < toMs && it.toMs > fromMs);
    if (taken && (!first || taken.fromMs < first.taken.fromMs)) first = { machineId, taken };
  }
  return first;
}

/**
 * Real machines nobody has, hour by hour. One that is in maintenance is not free, and from now on neither is one
 * that does not speak: unknown is not free.
 */
export function freeHours(
  machines: readonly MachineView[],
  times: TakenTimes,
  window: Span,
  nowMs: number,
): FreeHour[] {
  const count = Math.ceil((window.toMs - window.fromMs) / HOUR_MS);
  const free = Array.from({ length: count }, () => 0);
  const firstAhead = Math.floor((nowMs - window.fromMs) / HOUR_MS);
  for (const machine of machines) {
    if (!isCounted(machine)) continue;
    const isTaken = new Uint8Array(count);
    for (const { fromMs, toMs } of times.get(machine.id) ?? []) {
      const first = Math.max(0, Math.floor((fromMs - window.fromMs) / HOUR_MS));
      isTaken.fill(1, first, Math.max(first, Math.ceil((toMs - window.fromMs) / HOUR_MS)));
    }
    const speaks = machine.connection === 'online' || machine.connection === 'suspect';
    const known = speaks ? count : Math.min(count, Math.max(0, firstAhead));
    for (let hour = 0; hour < known; hour += 1) if (isTaken[hour] === 0) free[hour]! += 1;
  }
  return free.map((it, hour) => ({
    fromMs: window.fromMs + hour * HOUR_MS,
    toMs: window.fromMs + (hour + 1) * HOUR_MS,
    free: it,
  }));
}

const isCounted = ({ simulated, status, connection }: MachineView): boolean =>
  !simulated && status === 'active' && connection !== 'never';
