import { type Known, NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import { memoryFor } from '@/shared/domain/model-memory.ts';
import type { Demand } from '@/shared/domain/purchase-plan/replay-demand.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { readMayKnow } from '../visibility/index.ts';

/** A booking as demand, with what it is told by. */
export type BookingDemand = Demand & {
  bookingId: string;
  /** Part of its time in which a model was loaded, 0 to 1. */
  usedShare: number;
  personId: string;
  personName: string;
  teamId: string | null;
  teamName: string | null;
  purpose: string;
  isOfModel: boolean;
};

/**
 * The bookings of real or of simulated machines that began in the span and were not called off. One is as long as it
 * was held; one that had to make way as long as it was booked. It wants as many machines as it had, each with the memory
 * that what ran on it took, or else as much as it had. For a verb that has asked for the right.
 */
export async function readDemand(
  ctx: ServiceContext,
  span: Span,
  simulated: boolean,
): Promise<BookingDemand[]> {
  const [rows, mayKnow] = await Promise.all([
    wideClient(ctx.db).query<Row>(READ, [span.from.toISOString(), span.to.toISOString(), simulated]),
    readMayKnow(ctx),
  ]);
  return rows.map((row) => toDemand(row, mayKnow(row.personId)));
}

type Had = { id: string; memoryBytes: number | null; rankBytes: number | null };
type Row = {
  id: string;
  personId: string;
  personName: string;
  teamId: string | null;
  teamName: string | null;
  purpose: string;
  createdMs: number;
  startMs: number;
  endMs: number;
  usedMs: number;
  isTogether: boolean;
  had: Had[];
};

function toDemand(row: Row, known: Known): BookingDemand {
  const lengthMs = row.endMs - row.startMs;
  const needs = row.had.map(needOf).toSorted((a, b) => b - a);
  return {
    id: row.id,
    bookingId: row.id,
    createdMs: row.createdMs,
    startMs: row.startMs,
    lengthMs,
    needs,
    hadIds: row.had.map(({ id }) => id),
    isTogether: row.isTogether,
    usedShare: Math.min(1, row.usedMs / lengthMs),
    personId: known.name ? row.personId : SOMEBODY.id,
    personName: known.name ? row.personName : SOMEBODY.name,
    teamId: row.teamId,
    teamName: row.teamName,
    purpose: known.purpose ? row.purpose : NO_PURPOSE,
    isOfModel: row.had.some((it) => it.rankBytes !== null),
  };
}

/** A model ran there, so it never wants more than that machine had. */
function needOf({ memoryBytes, rankBytes }: Had): number {
  if (memoryBytes === null) return 0;
  return rankBytes === null ? memoryBytes : Math.min(memoryBytes, memoryFor(rankBytes));
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Sessions of one booking follow each other: what they ran is added up within the time it was held. */
const READ: Statement = {
  name: 'purchase-plan.read-demand',
  text: `
    WITH asked AS (
      SELECT b.*, CASE WHEN b."endReason" = 'preempted' THEN b."endsAt" ELSE coalesce(b."endedAt", b."endsAt") END AS until
      FROM "Booking" b
      WHERE b.status IN ('confirmed', 'ended') AND b.simulated = $3::bool
        AND b."startsAt" >= $1::timestamptz AND b."startsAt" < $2::timestamptz
    ), blocks AS (
      SELECT k."bookingId", json_agg(json_build_object('id', m.id,
          'memoryBytes', coalesce((r.facts->>'memoryBytes')::float8, m."memoryBytes"::float8),
          'rankBytes', n.bytes) ORDER BY m.id) AS had
      FROM asked a JOIN "MachineBlock" k ON k."bookingId" = a.id AND k.kind = 'booking'
      JOIN "Machine" m ON m.id = k."machineId" LEFT JOIN "MachineReport" r ON r."machineId" = m.id
      LEFT JOIN LATERAL (
        SELECT max(sr."memoryBytes")::float8 AS bytes FROM "Session" s JOIN "SessionRank" sr ON sr."sessionId" = s.id
        WHERE s."bookingId" = a.id AND sr."machineId" = m.id AND s."readyAt" IS NOT NULL AND sr."memoryBytes" > 0
      ) n ON true
      GROUP BY k."bookingId"
    ), ran AS (
      SELECT a.id, bool_or(s.backend IN ('jaccl', 'jaccl_ring') AND s."readyAt" IS NOT NULL) AS together,
        sum(greatest(0, ${ms('least(coalesce(s."endedAt", a.until), a.until)')}
          - ${ms('greatest(s."createdAt", a."startsAt")')})) AS used
      FROM asked a JOIN "Session" s ON s."bookingId" = a.id GROUP BY a.id
    )
    SELECT a.id, a."personId", u.name AS "personName", a."teamId", t.name AS "teamName", a.purpose,
      ${ms('a."createdAt"')} AS "createdMs", ${ms('a."startsAt"')} AS "startMs", ${ms('a.until')} AS "endMs",
      coalesce(ran.used, 0)::float8 AS "usedMs", coalesce(ran.together, false) AS "isTogether", blocks.had
    FROM asked a JOIN blocks ON blocks."bookingId" = a.id JOIN "User" u ON u.id = a."personId"
    LEFT JOIN "Team" t ON t.id = a."teamId" LEFT JOIN ran ON ran.id = a.id
    WHERE a.until > a."startsAt"
    ORDER BY a."createdAt", a.id`,
};
