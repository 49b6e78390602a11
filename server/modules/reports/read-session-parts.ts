import { clip, overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type MeterPart, readSessionEnergy } from '../energy/index.ts';
import type { BookingUsage, FrozenPart, SessionUsage } from './load-bookings.ts';
import { type Cut, cutsOf, type ReportFrame } from './report-frame.ts';

/** What a session had of its meters in one cut of the report. */
export type SessionPart = { cut: Cut; meters: MeterPart[] };

/**
 * The energy of sessions within the window, cut by days and tariffs. A settled session that lies in one cut is read
 * from its frozen row; the others are worked out together, and what a settled one has in all its cuts is brought to
 * its frozen sum.
 */
export async function readSessionParts(
  ctx: ServiceContext,
  frame: ReportFrame,
  bookings: readonly BookingUsage[],
): Promise<Map<string, SessionPart[]>> {
  const sessions = bookings.flatMap((it) => it.sessions).flatMap((it) => withCuts(frame, it));
  const open = sessions.filter(({ session, cuts }) => cuts.length > 1 || !frozenWithin(frame, session));
  const asks = open.flatMap(({ session, cuts }) =>
    cuts.map((cut) => ({ sessionId: session.id, machineIds: session.machineIds, span: cut })),
  );
  const read = await readSessionEnergy(ctx, frame.meters, asks);
  const parts = new Map<string, SessionPart[]>();
  let first = 0;
  for (const { session, cuts } of open) {
    const own = read.slice(first, (first += cuts.length));
    const frozen = frozenWithin(frame, session);
    const meters = frozen ? bringTo(frozen, own, cuts) : own;
    parts.set(
      session.id,
      cuts.map((cut, index) => ({ cut, meters: meters[index] ?? [] })),
    );
  }
  for (const { session, cuts } of sessions) {
    const [cut] = cuts;
    if (!parts.has(session.id) && cut)
      parts.set(session.id, [{ cut, meters: (session.frozen ?? []).map(toPart) }]);
  }
  return parts;
}

function withCuts(frame: ReportFrame, session: SessionUsage): { session: SessionUsage; cuts: Cut[] }[] {
  const used = clip(session.span, frame.window);
  return used ? [{ session, cuts: cutsOf(frame, used) }] : [];
}

/** The frozen row, where all of the session lies in the window. */
function frozenWithin({ window }: ReportFrame, { frozen, span }: SessionUsage): FrozenPart[] | null {
  return span.from >= window.from && span.to <= window.to ? frozen : null;
}

const toPart = (it: FrozenPart): MeterPart => ({ ...it, sources: [], isComplete: it.joules !== null });

/** Each meter's cuts, brought to its frozen joules: by what they measure, by their time where nothing is left of it. */
function bringTo(
  frozen: readonly FrozenPart[],
  read: readonly (readonly MeterPart[])[],
  cuts: readonly Span[],
): MeterPart[][] {
  const lengths = cuts.map((it) => overlapMs(it, it));
  return cuts.map((_, index) =>
    frozen.map((whole) => {
      const own = read.map((it) => it.find((part) => part.machineId === whole.machineId));
      const measured = own.map((it) => it?.joules ?? 0);
      const joules = whole.joules === null ? null : whole.joules * shareOf(measured, lengths, index);
      const part = own[index];
      return {
        machineId: whole.machineId,
        joules,
        coveredMs: part?.coveredMs ?? 0,
        windowMs: part?.windowMs ?? lengths[index] ?? 0,
        sources: part?.sources ?? [],
        isComplete: joules !== null,
      };
    }),
  );
}

function shareOf(measured: readonly number[], lengths: readonly number[], index: number): number {
  const weights = measured.some((it) => it > 0) ? measured : lengths;
  const total = weights.reduce((sum, it) => sum + it, 0);
  return total === 0 ? 0 : (weights[index] ?? 0) / total;
}
