import { type Policy, type PolicyMachine, ruleFor, turnaroundMs } from '@/shared/domain/booking-policy.ts';
import { RULE_VALUES, type ScopedRule } from '@/shared/schemas/booking-rule.ts';
import type { Transaction } from '../../db.ts';

/** The rules as they stand, and whom they are asked for: nobody, where what counts is the lab's own. */
export async function readPolicy(tx: Transaction, personId: string | null): Promise<Policy> {
  const [lab, rows, person] = await Promise.all([
    tx.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } }),
    tx.bookingRule.findMany(),
    personId === null
      ? null
      : tx.user.findUnique({ where: { id: personId }, select: { id: true, teamId: true, role: true } }),
  ]);
  const rules = rows.map(({ setAt: _at, setById: _by, ...row }) => {
    const kind = row.kind as ScopedRule['kind'];
    return { ...row, value: RULE_VALUES[kind].parse(row.value) } as ScopedRule;
  });
  return { timeZone: lab?.timeZone ?? 'UTC', rules, person };
}

/** The longest turnaround of these machines, milliseconds: they are free together only after it. */
export const longestTurnaroundMs = (
  policy: Pick<Policy, 'rules' | 'person'>,
  machines: readonly PolicyMachine[],
): number => Math.max(0, ...machines.map((it) => turnaroundMs(policy, it)));

/** How far ahead of `now` the lab books, milliseconds. */
export const horizonMs = (policy: Pick<Policy, 'rules' | 'person'>): number =>
  (ruleFor(policy, 'horizon', null)?.value.days ?? 365) * 86_400_000;
