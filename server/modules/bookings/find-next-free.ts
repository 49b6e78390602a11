import { readSql } from '../../db.ts';
import { Prisma } from '@/prisma/generated/client.ts';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { horizonMs, longestTurnaroundMs, readForTurnaround, readPolicy } from './read-policy.ts';

export type FreeSlot = { startsAt: Date; endsAt: Date };

type Busy = { startsAt: Date; endsAt: Date };
type Search = {
  machineIds: string[];
  durationMs: number;
  from?: Date | undefined;
  /** Of this booking or maintenance nothing is in the way: it is what moves. */
  without?: string | undefined;
  /** Taken on one of the machines by what is planned beside it, and not written yet. */
  alsoBusy?: readonly Busy[];
  /** For maintenance itself, which takes machines that nobody may book, and after which nobody needs time between. */
  ofAnyStatus?: boolean;
};

/**
 * The earliest start at or after `from` (now when left out or past) at which all machines are free together for
 * `durationMs` plus turnaround. `null`: not within the time that can be booked, or a machine isn't active.
 */
export async function findNextFree(ctx: ServiceContext, input: Search): Promise<FreeSlot | null> {
  authorize(ctx, 'lab:read');
  return searchNextFree(ctx, input, await readPolicy(ctx.db, null));
}

export async function searchNextFree(
  ctx: ServiceContext,
  input: Search,
  policy: Pick<Policy, 'rules' | 'person'>,
): Promise<FreeSlot | null> {
  const now = ctx.now();
  const machineIds = [...new Set(input.machineIds)];
  const { without = 'nothing', alsoBusy = [], ofAnyStatus = false } = input;
  const from = input.from && input.from > now ? input.from : now;
  const lastStart = new Date(now.getTime() + horizonMs(policy));
  if (from > lastStart) return null;
  const turnaroundMs = ofAnyStatus
    ? 0
    : longestTurnaroundMs(policy, await readForTurnaround(ctx.db, policy, machineIds));
  const neededMs = input.durationMs + turnaroundMs;
  const horizon = new Date(lastStart.getTime() + neededMs);
  // Busy time of all machines as one multirange; what is left of the window are the gaps all of them share.
  const [row] = await readSql<{ startsAt: Date | null; activeMachines: number }>(
    ctx.db,
    'bookings.next-free',
    Prisma.sql`
    WITH busy AS (
      SELECT range_agg(tstzrange("startsAt", "endsAt", '[)')) AS times FROM (
        SELECT "startsAt", "endsAt" FROM "MachineBlock"
        WHERE "machineId" = ANY(${machineIds}) AND holds AND "startsAt" < ${horizon} AND "endsAt" > ${from}
          AND ("expiresAt" IS NULL OR "expiresAt" > ${now})
          AND coalesce("bookingId", "windowId", '') <> ${without}
        UNION ALL
        SELECT "startsAt", "endsAt" FROM "MachineBlock"
        WHERE "machineId" = ANY(${machineIds}) AND waits AND "startsAt" < ${horizon} AND "endsAt" > ${from}
          AND coalesce("windowId", '') <> ${without}
        UNION ALL
        SELECT * FROM unnest(
          ${alsoBusy.map((it) => it.startsAt)}::timestamptz[], ${alsoBusy.map((it) => it.endsAt)}::timestamptz[]
        )
      ) taken
    ), gaps AS (
      SELECT unnest(
        tstzmultirange(tstzrange(${from}, ${horizon}, '[)')) - coalesce(times, '{}'::tstzmultirange)
      ) AS gap FROM busy
    )
    SELECT min(lower(gap)) AS "startsAt",
      (SELECT count(*)::int FROM "Machine" WHERE id = ANY(${machineIds})
        AND ((status = 'active' AND "cordonedAt" IS NULL) OR ${ofAnyStatus})) AS "activeMachines"
    FROM gaps WHERE upper(gap) - lower(gap) >= make_interval(secs => ${neededMs / 1000}::float8)`,
  );
  if (!row?.startsAt || row.activeMachines < machineIds.length) return null;
  return { startsAt: row.startsAt, endsAt: new Date(row.startsAt.getTime() + input.durationMs) };
}
