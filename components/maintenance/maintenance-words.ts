import { formatDay, formatDuration, formatTime, listNames } from '@/shared/domain/format.ts';
import type { InTheWayView, IslandView, WindowView } from './types.ts';

type Named = { id: string; name: string };

/** An island by its name when all of it is meant, else the machines by theirs. */
export function setName(machines: readonly Named[], islands: readonly IslandView[]): string {
  const ids = new Set(machines.map((it) => it.id));
  const whole = islands.find(
    ({ kind, machineIds }) =>
      kind !== 'none' &&
      machineIds.length === ids.size &&
      machineIds.length > 1 &&
      machineIds.every((id) => ids.has(id)),
  );
  if (whole) return whole.title;
  const names = machines.map((it) => it.name);
  return names.length <= 3 ? listNames(names) : listNames([...names.slice(0, 2), `${names.length - 2} more`]);
}

/** `Anjou and Bosc: dust filters` */
export const windowTitle = (window: WindowView, islands: readonly IslandView[]): string =>
  `${setName(window.machines, islands)}: ${window.note ?? 'maintenance'}`;

type Range = { startsAt: string; endsAt: string };

/** `10:00 to 11:30`, and the end's day when it is another one. */
export function timesWords({ startsAt, endsAt }: Range, zone: string, nowMs: number): string {
  const isOneDay = formatDay(startsAt, zone, nowMs) === formatDay(endsAt, zone, nowMs);
  const end = isOneDay
    ? formatTime(endsAt, zone)
    : `${formatDay(endsAt, zone, nowMs)}, ${formatTime(endsAt, zone)}`;
  return `${formatTime(startsAt, zone)} to ${end}`;
}

export const lengthWords = ({ startsAt, endsAt }: Range): string =>
  formatDuration(Date.parse(endsAt) - Date.parse(startsAt));

/** `Priya · Distillation`, `other maintenance: dust filters` */
export function whoWords({ kind, personName, purpose }: InTheWayView): string {
  if (kind === 'maintenance') return purpose ? `other maintenance: ${purpose}` : 'other maintenance';
  return [personName ?? 'somebody', purpose].filter(Boolean).join(' · ');
}

/** A booking that several windows wait for is one. */
export const countInTheWay = (windows: readonly WindowView[]): number =>
  new Set(windows.flatMap((it) => it.inTheWay.map(({ bookingId }) => bookingId))).size;

export const countBookings = (count: number): string => (count === 1 ? '1 booking' : `${count} bookings`);

/** Within a sentence or a tag: `every 3 weeks, Wednesday` */
export const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
