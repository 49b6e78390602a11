import type { IslandView, MachineView } from './types.ts';
import type { BookingView, MaintenanceView } from './types.ts';

export type TimelineIsland = { island: IslandView; machines: MachineView[] };
/** A booking of neighbouring rows is one tall bar; apart from each other they are several. */
export type TimelineBar = { booking: BookingView; row: number; rows: number; fromMs: number; toMs: number };
export type MaintenanceBar = { maintenance: MaintenanceView; row: number; fromMs: number; toMs: number };
export type FreeHour = { fromMs: number; toMs: number; free: number };

const HOUR_MS = 3_600_000;

/** Until when the booking holds its machines: a released one gave them back before its end. */
export const heldUntilMs = ({ endedAt, endsAt }: BookingView): number =>
  new Date(endedAt ?? endsAt).getTime();

/** Islands with their machines in the order of every screen; retired machines are left out. */
export function timelineIslands(
  machines: readonly MachineView[],
  islands: readonly IslandView[],
): TimelineIsland[] {
  const byId = new Map(machines.map((it) => [it.id, it]));
  return islands
    .map((island) => ({
      island,
      machines: island.machineIds
        .map((id) => byId.get(id))
        .filter((it): it is MachineView => it !== undefined && it.status !== 'retired'),
    }))
    .filter((it) => it.machines.length > 0);
}

/** Bars of one island inside the window, by start. */
export function barsOf(
  { machines }: TimelineIsland,
  bookings: readonly BookingView[],
  window: { fromMs: number; toMs: number },
): TimelineBar[] {
  return bookings.flatMap((booking) => {
    const fromMs = Math.max(new Date(booking.startsAt).getTime(), window.fromMs);
    const toMs = Math.min(heldUntilMs(booking), window.toMs);
    if (booking.status === 'cancelled' || toMs <= fromMs) return [];
    const ids = new Set(booking.machines.map((it) => it.id));
    return runsOf(machines.map((it) => ids.has(it.id))).map((run) => ({ booking, ...run, fromMs, toMs }));
  });
}

/** Planned maintenance of one island inside the window: a bar a machine. */
export function maintenanceBarsOf(
  { machines }: TimelineIsland,
  planned: readonly MaintenanceView[],
  window: { fromMs: number; toMs: number },
): MaintenanceBar[] {
  return planned.flatMap((maintenance) => {
    const row = machines.findIndex((it) => it.id === maintenance.machineId);
    const fromMs = Math.max(new Date(maintenance.startsAt).getTime(), window.fromMs);
    const toMs = Math.min(new Date(maintenance.endsAt).getTime(), window.toMs);
    return row < 0 || toMs <= fromMs ? [] : [{ maintenance, row, fromMs, toMs }];
  });
}

function runsOf(rows: readonly boolean[]): { row: number; rows: number }[] {
  const runs: { row: number; rows: number }[] = [];
  rows.forEach((taken, row) => {
    if (!taken) return;
    const last = runs.at(-1);
    if (last && last.row + last.rows === row) last.rows += 1;
    else runs.push({ row, rows: 1 });
  });
  return runs;
}

/**
 * Real machines nobody has, hour by hour. One that is in maintenance is not free, and from now on neither is one
 * that does not speak: unknown is not free.
 */
export function freeHours(
  machines: readonly MachineView[],
  bookings: readonly BookingView[],
  planned: readonly MaintenanceView[],
  window: { fromMs: number; toMs: number },
  nowMs: number,
): FreeHour[] {
  const real = machines.filter((it) => !it.simulated && it.status === 'active' && it.connection !== 'never');
  const spoken = new Set(['online', 'suspect']);
  const held = bookings
    .filter((it) => it.status !== 'cancelled')
    .map((it) => ({
      fromMs: new Date(it.startsAt).getTime(),
      toMs: heldUntilMs(it),
      ids: new Set(it.machines.map(({ id }) => id)),
    }))
    .concat(
      planned.map((it) => ({
        fromMs: new Date(it.startsAt).getTime(),
        toMs: new Date(it.endsAt).getTime(),
        ids: new Set([it.machineId]),
      })),
    );
  const hours: FreeHour[] = [];
  for (let fromMs = window.fromMs; fromMs < window.toMs; fromMs += HOUR_MS) {
    const toMs = fromMs + HOUR_MS;
    const taken = held.filter((it) => it.fromMs < toMs && it.toMs > fromMs);
    const free = real.filter(
      (machine) =>
        !taken.some(({ ids }) => ids.has(machine.id)) && (toMs <= nowMs || spoken.has(machine.connection)),
    ).length;
    hours.push({ fromMs, toMs, free });
  }
  return hours;
}
