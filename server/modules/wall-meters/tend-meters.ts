import { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql } from '../../db.ts';
import { type Plug, readPlug } from './read-plug.ts';
import { storeLooks } from './store-looks.ts';

const EVERY_MS = 5000;
/** Longer than a look takes; a portal that is gone leaves its meters to the others after it. */
const LEASE_MS = 30_000;
const AT_ONCE = 50;

type Due = Plug & { id: string; key: number; state: unknown; problem: string | null };

/** Asks each plug that is due, one portal each: its lease is in the row, and what is stored twice counts once. */
export async function tendWallMeters(ctx: ServiceContext): Promise<void> {
  await Promise.all(
    (await lease(ctx)).map(async (meter) => {
      try {
        await tend(ctx, meter);
      } catch (error) {
        ctx.logger.error({ wallMeterId: meter.id, err: error }, 'a wall meter’s reading could not be kept');
      }
    }),
  );
}

/** Asked each second, in labs without a meter too. */
function lease(ctx: ServiceContext): Promise<Due[]> {
  const now = ctx.now();
  const own = ctx.portal.id;
  const at = (ms: number): Date => new Date(now.getTime() + ms);
  return readSql<Due>(
    ctx.db,
    'wall-meters.lease',
    Prisma.sql`
    UPDATE "WallMeter" m SET "leasedBy" = ${own}, "leasedUntil" = ${at(LEASE_MS)}::timestamptz,
      "dueAt" = ${at(EVERY_MS)}::timestamptz
    FROM (
      SELECT id FROM "WallMeter"
      WHERE kind <> 'hand' AND "removedAt" IS NULL AND ("dueAt" IS NULL OR "dueAt" <= ${now}::timestamptz)
        AND ("leasedUntil" IS NULL OR "leasedUntil" <= ${now}::timestamptz OR "leasedBy" = ${own})
      ORDER BY "dueAt" NULLS FIRST LIMIT ${AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED
    ) due WHERE m.id = due.id
    RETURNING m.id, m.key, m.kind::text AS kind, m.address, m.channel, m."sealedToken", m.state, m.problem`,
  );
}

async function tend(ctx: ServiceContext, meter: Due): Promise<void> {
  const answer = await readPlug(ctx, meter);
  const now = ctx.now();
  if ('problem' in answer) return noteProblem(ctx, meter, answer.problem, now);
  await storeLooks(ctx, meter, [{ atMs: now.getTime(), ...answer }]);
  if (meter.problem !== null) await noteProblem(ctx, meter, null, null);
}

async function noteProblem(
  ctx: ServiceContext,
  { id, problem: before }: Due,
  problem: string | null,
  problemSince: Date | null,
): Promise<void> {
  if (problem === before) return;
  const since = before === null || problem === null ? { problemSince } : {};
  await ctx.db.wallMeter.updateMany({ where: { id }, data: { problem, ...since } });
}
