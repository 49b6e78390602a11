import {
  type Counted,
  HOUR_MS,
  type Policy,
  type PolicyMachine,
  type PolicyWish,
  rulesFor,
} from './policy-rules.ts';
import { scopeName } from './policy-scope.ts';
import { approvalWords } from './rule-words.ts';

/**
 * The first rule by which somebody has to agree. A rule asks when all of it holds: the role, more of its own machines,
 * more hours; what it leaves open holds always.
 */
export function findApproval(
  policy: Policy,
  { machines, startsAt, endsAt }: PolicyWish,
): { ruleId: string | null; text: string } | null {
  const rules = rulesFor(policy, 'approval', machines);
  for (const rule of rules) {
    const { roles, overMachines, overHours } = rule.value;
    const count = rules.filter((it) => it.ruleId === rule.ruleId).length;
    const ms = endsAt.getTime() - startsAt.getTime();
    if (policy.person && !roles.includes(policy.person.role)) continue;
    if (overMachines !== null && count <= overMachines) continue;
    if (overHours !== null && ms <= overHours * HOUR_MS) continue;
    return { ruleId: rule.ruleId, text: approvalText(rule) };
  }
  return null;
}

/** `Over 1 Mac Studio for over 4 h: an admin has to agree.` */
function approvalText(rule: Counted<'approval'> & { machine: PolicyMachine }): string {
  return `${approvalWords(rule.value, scopeName(rule))}: an admin has to agree.`;
}
