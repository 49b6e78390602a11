import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';

export type MachineUsage = { id: string; name: string; simulated: boolean; isRetired: boolean; host: string };
export type SessionUsage = {
  id: string;
  modelTitle: string;
  /** While it runs, until the end of the window. */
  span: Span;
  endedAt: Date | null;
  endReason: string | null;
  machineIds: string[];
};
export type BookingUsage = {
  id: string;
  person: { id: string; name: string };
  teamName: string | null;
  purpose: string;
  simulated: boolean;
  /** When the machines were really held. */
  span: Span;
  machineIds: string[];
  /** By start. */
  sessions: SessionUsage[];
};
export type TokenUsage = {
  sessionId: string;
  /** Which of the report's days. */
  day: number;
  promptTokens: number;
  completionTokens: number;
  requests: number;
  people: string[];
};

/** Every machine of the lab, by name. Machines of one host have the same `host`. */
export async function loadMachines(ctx: ServiceContext): Promise<MachineUsage[]> {
  const rows = await ctx.db.machine.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, simulated: true, status: true, report: { select: { hostId: true } } },
  });
  return rows.map(({ report, status, ...row }) => ({
    ...row,
    isRetired: status === 'retired',
    host: report?.hostId ?? row.id,
  }));
}

/** Bookings and sessions that touch the window, and those of `sessionIds`. */
export async function loadBookings(
  ctx: ServiceContext,
  window: Span,
  sessionIds: readonly string[],
): Promise<BookingUsage[]> {
  const { from, to } = window;
  const rows = await ctx.db.booking.findMany({
    where: {
      status: { not: 'cancelled' },
      OR: [
        { startsAt: { lt: to }, endsAt: { gt: from }, OR: [{ endedAt: null }, { endedAt: { gt: from } }] },
        { sessions: { some: { createdAt: { lt: to }, OR: [{ endedAt: null }, { endedAt: { gt: from } }] } } },
        { sessions: { some: { id: { in: [...sessionIds] } } } },
      ],
    },
    include: {
      person: { select: { id: true, name: true } },
      team: { select: { name: true } },
      blocks: { where: { kind: 'booking' }, select: { machineId: true } },
      sessions: {
        include: { ranks: { select: { machineId: true } } },
        orderBy: [{ createdAt: 'asc' }, { epoch: 'asc' }],
      },
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({
    id: row.id,
    person: row.person,
    teamName: row.team?.name ?? null,
    purpose: row.purpose,
    simulated: row.simulated,
    span: { from: row.startsAt, to: row.endedAt ?? row.endsAt },
    machineIds: row.blocks.map((it) => it.machineId),
    sessions: row.sessions.map((it) => ({
      id: it.id,
      modelTitle: it.modelTitle,
      span: { from: it.createdAt, to: it.endedAt ?? to },
      endedAt: it.endedAt,
      endReason: it.endReason,
      machineIds: it.ranks.map((rank) => rank.machineId),
    })),
  }));
}

/** Tokens of answers that ended in each day, and of those still being written if the last day holds this moment. */
export function loadTokens(
  ctx: ServiceContext,
  days: readonly Span[],
  holdsNow: boolean,
): Promise<TokenUsage[]> {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return Promise.resolve([]);
  const starts = days.map((it) => it.from.toISOString());
  return ctx.db.$queryRaw<TokenUsage[]>`
    SELECT "sessionId", width_bucket(coalesce("endedAt", ${last.from}::timestamptz), ${starts}::timestamptz[]) - 1 AS day,
      coalesce(sum("promptTokens"), 0)::float8 AS "promptTokens", sum("completionTokens")::float8 AS "completionTokens",
      count(*)::int AS requests, coalesce(array_agg(DISTINCT "requestedById") FILTER (WHERE "requestedById" IS NOT NULL), '{}') AS people
    FROM "Generation"
    WHERE ("endedAt" >= ${first.from} AND "endedAt" < ${last.to}) OR ("endedAt" IS NULL AND ${holdsNow})
    GROUP BY 1, 2`;
}
