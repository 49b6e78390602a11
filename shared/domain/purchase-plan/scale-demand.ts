import { seededRandom } from '../seeded-random.ts';
import type { Demand } from './replay-demand.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/**
 * More demand, or less, than there was. `scale` 1 is the demand itself. Above it each booking comes as often as the
 * whole part says, and exactly `fraction × bookings` of them, drawn, once more; below it so many are drawn that stay.
 * A booking that comes again keeps its weekday, its hour and how long before it was booked, and stands in another week
 * of the time, drawn too (another day where the time is shorter than two weeks), so that not every peak is doubled.
 * The same seed draws the same.
 *
 * @param window the time the bookings begin in, milliseconds.
 */
export function scaleDemand<D extends Demand>(
  demand: readonly D[],
  window: { fromMs: number; toMs: number },
  { scale, seed }: { scale: number; seed: number },
): D[] {
  const random = seededRandom(seed);
  const whole = Math.floor(scale);
  const drawn = draw(demand, Math.round((scale - whole) * demand.length), random);
  if (whole === 0) return drawn;
  const scaled = [...demand];
  for (let again = 1; again < whole; again += 1)
    for (const it of demand) scaled.push(movedTo(it, window, random, again));
  for (const it of drawn) scaled.push(movedTo(it, window, random, whole));
  return scaled;
}

/** So many of them, in their own order. */
function draw<T>(all: readonly T[], count: number, random: () => number): T[] {
  const places = all.map((_, at) => at);
  for (let at = 0; at < count; at += 1) {
    const other = at + Math.floor(random() * (places.length - at));
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  return places
    .slice(0, count)
    .toSorted((a, b) => a - b)
    .map((at) => all[at]!);
}

function movedTo<D extends Demand>(
  demand: D,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  random: () => number,
  again: number,
): D {
  const step = toMs - fromMs >= 2 * WEEK_MS ? WEEK_MS : DAY_MS;
  const earlier = Math.floor((demand.startMs - fromMs) / step);
  const later = Math.ceil((toMs - demand.startMs) / step) - 1;
  // One of the others: its own place is left out.
  const other = Math.floor(random() * Math.max(1, earlier + later));
  const by = earlier + later === 0 ? 0 : (other < earlier ? other - earlier : other - earlier + 1) * step;
  return {
    ...demand,
    id: `${demand.id}+${again}`,
    createdMs: demand.createdMs + by,
    startMs: demand.startMs + by,
  };
}
