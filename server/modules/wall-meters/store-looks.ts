import * as z from 'zod';
import {
  cutPiece,
  NO_LOOK,
  stepWallMeter,
  type WallLook,
  type WallPiece,
  type WallState,
} from '@/shared/domain/wall-meter.ts';
import type { ServiceContext } from '../../context.ts';
import { ingestWall } from '../metrics/index.ts';

const State = z.object({
  look: z
    .object({ atMs: z.number(), watts: z.number().nullable(), counterJoules: z.number().nullable() })
    .nullable(),
  joules: z.number(),
  coveredMs: z.number(),
});
const DAY_MS = 24 * 3_600_000;
const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
/** Short steps stay as they are: each is a point of the curve. */
const POINT_MS = 2 * 60_000;

export type Stored = { joules: number; coveredMs: number };

/**
 * Takes looks at one meter in time order, stores the energy between them, and keeps whence the next one counts. The
 * row comes last: what is stored twice, because this ended between the two, counts once.
 */
export async function storeLooks(
  ctx: ServiceContext,
  meter: { id: string; key: number; state: unknown },
  looks: readonly WallLook[],
  longestWattsMs?: number,
): Promise<Stored> {
  let state: WallState = State.safeParse(meter.state).data ?? NO_LOOK;
  const before = state;
  const pieces: (WallPiece & { watts: number | null })[] = [];
  for (const look of looks) {
    const next = stepWallMeter(state, look, longestWattsMs);
    state = next.state;
    if (next.piece) pieces.push({ ...next.piece, watts: look.watts });
  }
  const spanMs = (pieces.at(-1)?.toMs ?? 0) - (pieces[0]?.fromMs ?? 0);
  await ingestWall(ctx, meter.key, gather(pieces, spanMs > 8 * DAY_MS ? HOUR_MS : QUARTER_MS));
  const last = looks.at(-1);
  if (!last || !state.look) return { joules: 0, coveredMs: 0 };
  await ctx.db.$executeRaw`
    UPDATE "WallMeter" SET state = ${JSON.stringify(state)}::jsonb, "lastWatts" = ${last.watts},
      "firstAt" = least("firstAt", ${new Date(pieces[0]?.fromMs ?? state.look.atMs)}),
      "lastAt" = greatest("lastAt", ${new Date(state.look.atMs)})
    WHERE id = ${meter.id}`;
  return { joules: state.joules - before.joules, coveredMs: state.coveredMs - before.coveredMs };
}

/** Many readings make few rows: within one step those that touch are joined. A single one keeps its point. */
function gather(pieces: readonly (WallPiece & { watts: number | null })[], stepMs: number) {
  const [only] = pieces;
  if (only && pieces.length === 1 && only.toMs - only.fromMs <= POINT_MS) return pieces;
  const parts = pieces.flatMap((it) => cutPiece(it, stepMs));
  const joined: (WallPiece & { watts: number | null })[] = [];
  for (const it of parts) {
    const last = joined.at(-1);
    const isSameStep = last && Math.floor(last.fromMs / stepMs) === Math.floor(it.fromMs / stepMs);
    if (last && isSameStep && last.toMs === it.fromMs) {
      last.toMs = it.toMs;
      last.joules += it.joules;
      last.coveredMs += it.coveredMs;
    } else joined.push({ ...it, watts: null });
  }
  return joined;
}
