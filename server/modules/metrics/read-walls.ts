import { ALWAYS, type WallLink } from '@/shared/domain/meters.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';

/** A wall meter that says nothing for so long is silent: machines go by their own counters from its last reading on. */
export const WALL_SILENT_MS = 10 * 60_000;

/** What hangs on which wall meter when, and from when to when each has measured; one that is read now measures on. */
export async function readWalls(
  ctx: ServiceContext,
): Promise<{ links: WallLink[]; measured: Map<string, Span> }> {
  const meters = await ctx.db.$queryRaw<{ id: string; from: Date; to: Date; isRead: boolean }[]>`
    SELECT id, "firstAt" AS "from", "lastAt" AS "to", kind <> 'hand' AND "removedAt" IS NULL AS "isRead"
    FROM "WallMeter" WHERE "firstAt" IS NOT NULL AND "lastAt" > "firstAt"`;
  // As in most labs: this is asked for each answer.
  if (meters.length === 0) return { links: [], measured: new Map() };
  const links = await ctx.db.$queryRaw<(Omit<WallLink, 'to'> & { to: Date | null })[]>`
    SELECT "meterId", "machineId", "startsAt" AS "from", "endsAt" AS "to" FROM "WallMeterLink" ORDER BY id`;
  const sinceMs = ctx.now().getTime() - WALL_SILENT_MS;
  return {
    links: links.map((it) => ({ ...it, to: it.to ?? ALWAYS.to })),
    measured: new Map(
      meters.map(({ id, from, to, isRead }) => [
        id,
        { from, to: isRead && to.getTime() > sinceMs ? ALWAYS.to : to },
      ]),
    ),
  };
}
