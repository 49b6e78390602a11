import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import { Prisma } from '@/prisma/generated/client.ts';
import type { LiveRankRow, BlockRow, InventoryRows, WarmRow } from './rows.ts';
import type { ServiceContext } from '../../context.ts';

/** Far more than a lab has; its list ends there. */
export const MOST_MACHINES = 1000;

/** Everything the machine list shows, in a fixed number of queries however many machines there are. */
export async function loadInventory(ctx: ServiceContext): Promise<InventoryRows> {
  const now = ctx.now();
  const machines = await ctx.db.machine.findMany({
    include: { agent: true, report: true, power: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MOST_MACHINES,
  });
  const ids = machines.map((it) => it.id);
  const [links, blocks, warm] = await Promise.all([
    ctx.db.link.findMany(),
    currentAndNextBlocks(ctx, ids, now),
    ctx.db.$queryRaw<WarmRow[]>`
      SELECT r."machineId", s.id AS "sessionId", s."modelTitle", s."warmUntil" AS until
      FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id WHERE s.state = 'warm'`,
  ]);
  const running = blocks.flatMap((it) =>
    it.blockStartsAt <= now && it.bookingId !== null ? [it.bookingId] : [],
  );
  const sessions = running.length === 0 ? [] : await liveRanks(ctx, running);
  return { machines, links, blocks, sessions, warm };
}

/** Per machine: what takes it now, and what does next. */
function currentAndNextBlocks(ctx: ServiceContext, machineIds: string[], now: Date): Promise<BlockRow[]> {
  return ctx.db.$queryRaw<BlockRow[]>`
    SELECT wanted.id AS "machineId", b.kind::text, b."bookingId", b."startsAt" AS "blockStartsAt", b."endsAt" AS "blockEndsAt",
           coalesce(k."startsAt", b."startsAt") AS "startsAt", coalesce(k."endsAt", b."endsAt") AS "endsAt",
           coalesce(k.purpose, b.note) AS purpose, k."personId", u.name AS "personName"
    FROM unnest(${machineIds}::text[]) AS wanted(id)
    CROSS JOIN LATERAL (
      SELECT * FROM "MachineBlock"
      WHERE "machineId" = wanted.id AND holds AND "endsAt" > ${now}
      ORDER BY "startsAt" LIMIT 2
    ) b
    LEFT JOIN "Booking" k ON k.id = b."bookingId"
    LEFT JOIN "User" u ON u.id = k."personId"
    ORDER BY wanted.id, b."startsAt"`;
}

function liveRanks(ctx: ServiceContext, bookingIds: string[]): Promise<LiveRankRow[]> {
  return ctx.db.$queryRaw<LiveRankRow[]>`
    SELECT r."machineId", r."sessionId", r.rank, s."bookingId", s."modelTitle"
    FROM "SessionRank" r JOIN "Session" s ON s.id = r."sessionId"
    WHERE s."bookingId" IN (${Prisma.join(bookingIds)}) AND s.state::text = ANY(${LIVE_STATES})`;
}
