import { Prisma } from '@/prisma/generated/client.ts';
import { type Policy, type PolicyMachine, ruleFor, turnaroundMs } from '@/shared/domain/booking-policy.ts';
import { forTeam, type PolicyPerson, teamsOf } from '@/shared/domain/policy-rules.ts';
import { RULE_VALUES, type ScopedRule } from '@/shared/schemas/booking-rule.ts';
import { readSql, type Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

type Row = { timeZone: string | null; rules: ScopedRule[]; person: PolicyPerson | null };

/**
 * The rules as they stand, and whom they are asked for: nobody, where what counts is the lab's own. In one statement:
 * every way to book asks for it. What is booked is for their main team; `forTeam` says for another.
 */
export async function readPolicy(tx: Transaction, personId: string | null): Promise<Policy> {
  const [row] = await readSql<Row>(
    tx,
    'bookings.read-policy',
    Prisma.sql`
    SELECT (SELECT "timeZone" FROM "Lab" WHERE id = 'lab') AS "timeZone", (
      SELECT coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'scope', scope, 'teamId', "teamId",
        'machineId', "machineId", 'catalogId', "catalogId", 'value', value) ORDER BY id), '[]')
      FROM "BookingRule"
    ) AS rules, (
      SELECT json_build_object('id', id, 'teamId', "teamId", 'role', role, 'otherTeamIds', (
        SELECT coalesce(json_agg(m."teamId" ORDER BY m."joinedAt", m."teamId"), '[]') FROM "TeamMember" m
        WHERE m."userId" = u.id AND m."teamId" IS DISTINCT FROM u."teamId"
      )) FROM "User" u WHERE id = ${personId}
    ) AS person`,
  );
  const { timeZone, rules, person } = row!;
  const parsed = rules.map((it) => ({ ...it, value: RULE_VALUES[it.kind].parse(it.value) }) as ScopedRule);
  return { timeZone: timeZone ?? 'UTC', rules: parsed, person };
}

/** The rules for what is booked already: those of the team that it is charged to. */
export const readPolicyOf = async (
  tx: Transaction,
  { personId, teamId }: { personId: string; teamId: string | null },
): Promise<Policy> => forTeam(await readPolicy(tx, personId), teamId);

/** Charged to this team as long as their person is in it; else to their main one. */
export const stayingIn = (policy: Policy, teamId: string | null): Policy =>
  teamId !== null && policy.person && teamsOf(policy.person).includes(teamId)
    ? forTeam(policy, teamId)
    : policy;

/**
 * The rules for what somebody books for one of their own teams, the main one where none is named. Throws NOT_FOUND
 * where they are not in that team.
 */
export async function readPolicyOfWish(
  tx: Transaction,
  personId: string,
  teamId: string | null | undefined,
): Promise<Policy> {
  const policy = await readPolicy(tx, personId);
  if (teamId == null) return policy;
  requireOwnTeam(policy, teamId);
  return forTeam(policy, teamId);
}

export function requireOwnTeam({ person }: Policy, teamId: string): void {
  if (person === null || !teamsOf(person).includes(teamId))
    throw new ServiceError('NOT_FOUND', 'Who books is not in that team. Choose another.');
}

/** Machines as a rule of turnaround asks for them; without one there is nothing to ask. */
export async function readForTurnaround(
  tx: Transaction,
  { rules }: Pick<Policy, 'rules'>,
  machineIds: readonly string[],
): Promise<PolicyMachine[]> {
  if (!rules.some((it) => it.kind === 'turnaround'))
    return machineIds.map((id) => ({ id, name: id, catalogId: null }));
  return tx.machine.findMany({
    where: { id: { in: [...machineIds] } },
    select: { id: true, name: true, catalogId: true },
  });
}

/** The longest turnaround of these machines, milliseconds: they are free together only after it. */
export const longestTurnaroundMs = (
  policy: Pick<Policy, 'rules' | 'person'>,
  machines: readonly PolicyMachine[],
): number => Math.max(0, ...machines.map((it) => turnaroundMs(policy, it)));

/** How far ahead of `now` the lab books, milliseconds. */
export const horizonMs = (policy: Pick<Policy, 'rules' | 'person'>): number =>
  (ruleFor(policy, 'horizon', null)?.value.days ?? 365) * 86_400_000;
