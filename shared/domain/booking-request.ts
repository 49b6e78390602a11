import { checkPolicy, type Policy, type PolicyMachine, rulesFor } from './booking-policy.ts';
import { HOUR_MS, inHours, least, NO_FACTS, ofWhat, type PolicyFacts } from './policy-rules.ts';
import type { BookingRequest } from '../schemas/booking-life.ts';
import type { RuleKind } from '../schemas/booking-rule.ts';

type Said = BookingRequest['rules'][number];
type Asked = { machines: readonly PolicyMachine[]; startsAt: Date; endsAt: Date };

/** It was asked for in time; what waits is not asked again when it was made. */
export const ASKED_IN_TIME: ReadonlySet<RuleKind> = new Set(['notice', 'horizon']);

/** What the rules that stand on their own say of a request, and the number beside each: first what is against it. */
export function sayRules(policy: Policy, asked: Asked, now: Date, facts: PolicyFacts = NO_FACTS): Said[] {
  const said: Said[] = [];
  const verdict = checkPolicy(policy, asked, now, ASKED_IN_TIME, facts);
  if (!verdict.ok)
    said.push({ says: 'against', title: verdict.message, text: 'by the rules as they stand now' });
  const refused = verdict.ok ? null : verdict.rule;
  const lengthMs = asked.endsAt.getTime() - asked.startsAt.getTime();
  const longest = least(rulesFor(policy, 'longest', asked.machines), (it) => it.value.hours);
  if (longest && refused !== 'longest')
    said.push({
      says: 'allows',
      title: `Longest booking${ofWhat(longest)}: ${inHours(longest.value.hours * HOUR_MS)}`,
      text: `this is ${inHours(lengthMs)}`,
    });
  const most = least(rulesFor(policy, 'machines', asked.machines), (it) => it.value.count);
  if (most && refused !== 'machines')
    said.push({
      says: 'allows',
      title: `Machines in one booking${ofWhat(most)}: ${most.value.count} at most`,
      text: `this has ${asked.machines.length}`,
    });
  return said;
}
