import { clip, overlapMs } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type MeterPart, readSessionEnergy } from '../energy/index.ts';
import type { BookingUsage, FrozenPart, SessionUsage } from './load-bookings.ts';
import { type Cut, cutsOf, type ReportFrame } from './report-frame.ts';

/** What a session had of its meters in one cut of the report. */
export type SessionPart = { cut: Cut; meters: MeterPart[] };

/**
 * The energy of sessions within the window, cut by days and tariffs: of settled sessions from what they left, of the
 * others (and where a midnight or a tariff is not the one it was then) from the readings, all of them together.
 */
export async function readSessionParts(
  ctx: ServiceContext,
  frame: ReportFrame,
  bookings: readonly BookingUsage[],
): Promise<Map<string, SessionPart[]>> {
  const parts = new Map<string, SessionPart[]>();
  const open: { session: SessionUsage; cuts: Cut[] }[] = [];
  for (const session of bookings.flatMap((it) => it.sessions)) {
    const used = clip(session.span, frame.window);
    if (!used) continue;
    const cuts = cutsOf(frame, used);
    const left = partsLeft(session, cuts);
    if (left) parts.set(session.id, left);
    else open.push({ session, cuts });
  }
  const asks = open.flatMap(({ session: { id, machineIds }, cuts }) =>
    cuts.map((span) => ({ sessionId: id, machineIds, span })),
  );
  const read = await readSessionEnergy(ctx, frame.meters, asks);
  let first = 0;
  for (const { session, cuts } of open) {
    const own = read.slice(first, (first += cuts.length));
    parts.set(
      session.id,
      cuts.map((cut, index) => ({ cut, meters: own[index] ?? [] })),
    );
  }
  return parts;
}

/** From the session's frozen row; `null` where an edge is asked for that it does not have. */
function partsLeft({ span, frozen }: SessionUsage, cuts: readonly Cut[]): SessionPart[] | null {
  if (!frozen) return null;
  const [startMs, endMs] = [span.from.getTime(), span.to.getTime()];
  const parts: SessionPart[] = [];
  for (const cut of cuts) {
    const meters: MeterPart[] = [];
    for (const meter of frozen) {
      const from = measuredBy(meter, cut.from.getTime(), startMs, endMs);
      const to = measuredBy(meter, cut.to.getTime(), startMs, endMs);
      if (!from || !to) return null;
      meters.push(between(meter, from, to, cut));
    }
    parts.push({ cut, meters });
  }
  return parts;
}

type Measured = { joules: number; coveredMs: number };
const NOTHING: Measured = { joules: 0, coveredMs: 0 };

function measuredBy(meter: FrozenPart, atMs: number, startMs: number, endMs: number): Measured | undefined {
  if (atMs === startMs) return NOTHING;
  if (atMs === endMs) return { joules: meter.joules ?? 0, coveredMs: meter.coveredMs };
  return meter.cuts.find((it) => it.atMs === atMs);
}

const between = (meter: FrozenPart, from: Measured, to: Measured, cut: Cut): MeterPart => ({
  machineId: meter.machineId,
  joules: meter.joules === null ? null : to.joules - from.joules,
  coveredMs: to.coveredMs - from.coveredMs,
  // A machine behind another one's meter has no time of its own.
  windowMs: meter.windowMs === 0 ? 0 : overlapMs(cut, cut),
  sources: [],
  isComplete: meter.joules !== null,
});
