import type { RuleKind } from '../schemas/booking-rule.ts';
import { findApproval } from './policy-approval.ts';
import { checkHorizon, checkLongest, checkMachines, checkNotice, checkShortest } from './policy-limits.ts';
import { checkOpening } from './policy-opening.ts';
import { checkHours, checkSameDay } from './policy-quotas.ts';
import {
  type Check,
  NO_FACTS,
  type Policy,
  type PolicyFacts,
  type PolicyVerdict,
  type PolicyWish,
} from './policy-rules.ts';

export {
  type Policy,
  type PolicyMachine,
  ruleFor,
  rulesFor,
  STANDARD_RULES,
  turnaroundMs,
} from './policy-rules.ts';

/**
 * May this person book this? The strictest of its machines counts. `kept`: what was allowed before and stays as it is,
 * the length of a booking that is moved. Without `facts` nobody has booked anything yet: a first look.
 */
export function checkPolicy(
  policy: Policy,
  wish: PolicyWish,
  now: Date,
  kept: ReadonlySet<RuleKind> = new Set(),
  facts: PolicyFacts = NO_FACTS,
): PolicyVerdict {
  for (const check of CHECKS) {
    const refusal = check(policy, wish, now, facts);
    if (refusal && !kept.has(refusal.rule)) return refusal;
  }
  return { ok: true, approval: kept.has('approval') ? null : findApproval(policy, wish) };
}

/** In the order in which a person is told: what is plainly wrong with the times first. */
const CHECKS: readonly Check[] = [
  checkLongest,
  checkShortest,
  checkNotice,
  checkHorizon,
  checkMachines,
  checkOpening,
  checkHours('person_hours'),
  checkHours('team_hours'),
  checkSameDay,
];
