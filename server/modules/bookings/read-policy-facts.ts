import { Prisma } from '@/prisma/generated/client.ts';
import { LONGEST_BOOKING_MS } from '@/shared/domain/booking-rules.ts';
import type { Policy, PolicyMachine } from '@/shared/domain/booking-policy.ts';
import {
  type HoursKind,
  morningsOf,
  type Period,
  type Quota,
  quotasOf,
  weeksOf,
} from '@/shared/domain/policy-quotas.ts';
import { factKey, type PolicyFacts, teamsOf } from '@/shared/domain/policy-rules.ts';
import type { RuleKind } from '@/shared/schemas/booking-rule.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

type Asked = {
  bookingId: string;
  startsAt: Date;
  endsAt: Date;
  machines: readonly PolicyMachine[];
  simulated: boolean;
};

/**
 * Holds the rows that quotas are counted under, so that two bookings at once can't both be the last that fits: the
 * person's, their team's, and the rules that keep machines for the same day. The machines are locked already.
 */
export async function lockQuotas(
  tx: Transaction,
  policy: Policy,
  machineIds: readonly string[],
): Promise<void> {
  const { person } = policy;
  const teamIds = person ? teamsOf(person) : [];
  const isSet = (kind: RuleKind): boolean =>
    policy.rules.some(
      (it) =>
        it.kind === kind && (it.scope !== 'team' || (it.teamId !== null && teamIds.includes(it.teamId))),
    );
  if (person && isSet('person_hours'))
    await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${person.id} FOR NO KEY UPDATE`;
  if (person?.teamId && isSet('team_hours'))
    await tx.$queryRaw`SELECT id FROM "Team" WHERE id = ${person.teamId} FOR NO KEY UPDATE`;
  if (isSet('same_day'))
    await tx.$queryRaw`
      SELECT id FROM "BookingRule" WHERE kind = 'same_day' AND (
        scope = 'lab' OR "teamId" = ANY(${teamIds}) OR "machineId" = ANY(${[...machineIds]})
        OR "catalogId" IN (SELECT "catalogId" FROM "Machine" WHERE id = ANY(${[...machineIds]}))
      ) ORDER BY id FOR NO KEY UPDATE`;
}

/** What the rules count, read only where such a rule stands: under the locks it can't change, else it is a first look. */
export async function readPolicyFacts(
  ctx: ServiceContext,
  tx: Transaction,
  policy: Policy,
  asked: Asked,
): Promise<PolicyFacts> {
  const takenHours = new Map<string, { others: number; own: number }>();
  const takenAhead: Map<string, { count: number; machineIds: Set<string> }> = new Map();
  for (const kind of ['person_hours', 'team_hours'] as const)
    for (const quota of quotasOf(policy, kind, asked.machines))
      for (const [day, hours] of await readTakenHours(tx, policy, kind, quota, asked))
        takenHours.set(factKey(quota.ruleId, day), hours);
  const clock = { now: ctx.now(), zone: policy.timeZone };
  for (const quota of quotasOf(policy, 'same_day', asked.machines))
    for (const morning of morningsOf(asked, quota.value.until, clock))
      takenAhead.set(factKey(quota.ruleId, morning.day), await readTakenAhead(tx, quota, morning, asked));
  return { takenHours, takenAhead };
}

/** Of machine `m`: is it one of those that the rule counts? */
function inScope({ scope, machines: [machine] }: Quota<HoursKind | 'same_day'>): Prisma.Sql {
  if (scope === 'machine') return Prisma.sql`m.id = ${machine!.id}`;
  return scope === 'model' ? Prisma.sql`m."catalogId" = ${machine!.catalogId}` : Prisma.sql`true`;
}

/** Machine-hours of their weeks that are theirs or asked for, this booking by itself; given back early ends early. */
export async function readTakenHours(
  tx: Transaction,
  { person, timeZone }: Policy,
  kind: HoursKind,
  quota: Quota<HoursKind>,
  { bookingId, startsAt, endsAt, simulated }: Omit<Asked, 'machines'>,
): Promise<Map<string, { others: number; own: number }>> {
  if (!person || (kind === 'team_hours' && !person.teamId)) return new Map();
  const whose =
    kind === 'person_hours'
      ? Prisma.sql`b."personId" = ${person.id}`
      : Prisma.sql`b."teamId" = ${person.teamId}`;
  const weeks = weeksOf({ startsAt, endsAt }, timeZone);
  const rows = await tx.$queryRaw<{ day: string; isOwn: boolean; hours: number }[]>`
    SELECT w.day, b.id = ${bookingId} AS "isOwn", sum(greatest(0, extract(epoch FROM
      least(coalesce(b."endedAt", b."endsAt"), w.until) - greatest(b."startsAt", w.since)
    )))::float8 / 3600 AS hours
    FROM unnest(${weeks.map((it) => it.day)}::text[], ${weeks.map((it) => it.startsAt)}::timestamptz[],
      ${weeks.map((it) => it.endsAt)}::timestamptz[]) w(day, since, until)
    JOIN "Booking" b ON b."startsAt" < w.until AND b."endsAt" > w.since
    JOIN "MachineBlock" k ON k."bookingId" = b.id
    JOIN "Machine" m ON m.id = k."machineId"
    WHERE ${whose} AND b.status IN ('pending', 'confirmed', 'ended') AND b.simulated = ${simulated}
      AND ${inScope(quota)}
      AND b."startsAt" > ${new Date(+weeks[0]!.startsAt - LONGEST_BOOKING_MS)}
      AND b."startsAt" < ${weeks.at(-1)!.endsAt}
    GROUP BY w.day, "isOwn"`;
  const hoursOf = (day: string, isOwn: boolean): number =>
    rows.find((it) => it.day === day && it.isOwn === isOwn)?.hours ?? 0;
  return new Map(weeks.map(({ day }) => [day, { others: hoursOf(day, false), own: hoursOf(day, true) }]));
}

async function readTakenAhead(
  tx: Transaction,
  quota: Quota<'same_day'>,
  morning: Period,
  { bookingId, simulated }: Asked,
): Promise<{ count: number; machineIds: Set<string> }> {
  const rows = await tx.$queryRaw<{ id: string; isTaken: boolean }[]>`
    SELECT m.id, EXISTS (
      SELECT FROM "MachineBlock" k JOIN "Booking" b ON b.id = k."bookingId"
      WHERE k."machineId" = m.id AND k.holds AND b.id <> ${bookingId} AND b."createdAt" < ${morning.startsAt}
        AND k."startsAt" < ${morning.endsAt} AND k."endsAt" > ${morning.startsAt}
        AND b."startsAt" < ${morning.endsAt} AND b."endsAt" > ${morning.startsAt}
    ) AS "isTaken"
    FROM "Machine" m WHERE m.status = 'active' AND m.simulated = ${simulated} AND ${inScope(quota)}`;
  return { count: rows.length, machineIds: new Set(rows.flatMap((it) => (it.isTaken ? [it.id] : []))) };
}
