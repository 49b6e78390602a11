import type { Slot } from './find-slots.ts';
import { formatMoment, listNames, type Moment } from './format.ts';
import type { PreferredHours } from './preferred-hours.ts';

type Told = {
  timeZone: string;
  now: Moment;
  hours: PreferredHours;
  isFirst: boolean;
  isNamed: boolean;
  before: string | null;
  after: string | null;
};

const MINUTE_MS = 60_000;

/** `Soonest, at night. Starts as Ada’s ends. Room until 09:30, Aiko follows.` */
export function slotWords(slot: Slot, told: Told): string {
  const heads = [
    told.isFirst ? 'soonest' : null,
    hoursWord(slot, told.hours),
    isExact(slot) ? 'exactly the gap' : null,
  ];
  const head = heads.filter(Boolean).join(', ');
  const parts = [
    head ? head[0]!.toUpperCase() + head.slice(1) : null,
    beforeWords(slot, told),
    afterWords(slot, told),
  ];
  if (slot.pending.length > 0) {
    const who = told.isNamed ? `${listNames(slot.pending)} asked` : 'somebody asked';
    parts.push(`Some of it waits for a yes: ${who} for it too`);
  }
  if (slot.approval) parts.push(`Somebody has to agree: ${slot.approval}`);
  return parts
    .filter(Boolean)
    .map((it) => `${it!.replace(/\.$/, '')}.`)
    .join(' ');
}

function hoursWord({ outside }: Slot, hours: PreferredHours): string | null {
  if (hours === 'any') return null;
  if (hours === 'working') return outside === 0 ? 'in working hours' : null;
  return ['at night', 'partly at night', 'by day'][outside]!;
}

const startsWithGap = ({ freeFromMs, fromMs }: Slot): boolean =>
  freeFromMs !== null && fromMs - freeFromMs < 5 * MINUTE_MS;
const isExact = (slot: Slot): boolean =>
  startsWithGap(slot) && slot.freeToMs !== null && slot.freeToMs - slot.toMs < 5 * MINUTE_MS;

function beforeWords(slot: Slot, { isNamed, before }: Told): string | null {
  if (!startsWithGap(slot)) return null;
  if (before === 'maintenance') return 'Starts as maintenance ends';
  return before && isNamed ? `Starts as ${before}’s time ends` : null;
}

function afterWords(slot: Slot, { timeZone, now, isNamed, after }: Told): string {
  if (slot.freeToMs === null) return 'Nothing follows in this time';
  const who = after === 'maintenance' ? 'maintenance' : isNamed ? (after ?? 'somebody') : 'somebody';
  const until = formatMoment(slot.freeToMs, timeZone, now);
  return slot.freeToMs - slot.toMs < 5 * MINUTE_MS
    ? `${who[0]!.toUpperCase()}${who.slice(1)} follows at once`
    : `Room until ${until}, then ${who}`;
}
