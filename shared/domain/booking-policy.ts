import type { Role } from '../schemas/member.ts';
import type { RuleKind, RuleScope, RuleValue, ScopedRule } from '../schemas/booking-rule.ts';
import { formatDay, formatDuration, formatZonedMoment } from './format.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What counts where no rule says otherwise; a kind that is not here has no limit. */
export const STANDARD_RULES: { readonly [K in RuleKind]?: RuleValue<K> } = {
  longest: { hours: 72 },
  shortest: { minutes: 5 },
  horizon: { days: 90 },
  hold: { minutes: 5 },
  offer: { minutes: 15 },
  reminder: { minutes: 60 },
  visibility: { show: 'all' },
};

export type PolicyMachine = { id: string; name: string; catalogId: string | null };
export type PolicyPerson = { id: string; teamId: string | null; role: Role };
/** All that is decided by; rules in any order. */
export type Policy = { timeZone: string; rules: readonly ScopedRule[]; person: PolicyPerson | null };
export type PolicyWish = { machines: readonly PolicyMachine[]; startsAt: Date; endsAt: Date };

/** A rule as it counts: the standard one has no id. */
export type Counted<K extends RuleKind> = { value: RuleValue<K>; scope: RuleScope; ruleId: string | null };

const SPECIFIC: Record<RuleScope, number> = { lab: 0, team: 1, model: 2, machine: 3 };

/**
 * The rule of a kind that counts for a person on one machine: of what is written, the most specific (machine before
 * model before team before lab), else the standard one. Null: no limit.
 */
export function ruleFor<K extends RuleKind>(
  { rules, person }: Pick<Policy, 'rules' | 'person'>,
  kind: K,
  machine: Pick<PolicyMachine, 'id' | 'catalogId'> | null,
): Counted<K> | null {
  let best: ScopedRule | null = null;
  for (const rule of rules) {
    if (rule.kind !== kind || !covers(rule, person, machine)) continue;
    if (!best || SPECIFIC[rule.scope] > SPECIFIC[best.scope]) best = rule;
  }
  if (best) return { value: best.value as RuleValue<K>, scope: best.scope, ruleId: best.id };
  const standard = STANDARD_RULES[kind];
  return standard ? { value: standard as RuleValue<K>, scope: 'lab', ruleId: null } : null;
}

function covers(
  rule: ScopedRule,
  person: PolicyPerson | null,
  machine: Pick<PolicyMachine, 'id' | 'catalogId'> | null,
): boolean {
  if (rule.scope === 'lab') return true;
  if (rule.scope === 'team') return person !== null && rule.teamId === person.teamId;
  if (machine === null) return false;
  return rule.scope === 'machine' ? rule.machineId === machine.id : rule.catalogId === machine.catalogId;
}

/** The rule of a kind on each of the machines, with the machine it is about; those without one left out. */
export const rulesFor = <K extends RuleKind>(
  policy: Pick<Policy, 'rules' | 'person'>,
  kind: K,
  machines: readonly PolicyMachine[],
): (Counted<K> & { machine: PolicyMachine })[] =>
  machines.flatMap((machine) => {
    const rule = ruleFor(policy, kind, machine);
    return rule ? [{ ...rule, machine }] : [];
  });

/** How long a machine is kept free after a booking. */
export const turnaroundMs = (policy: Pick<Policy, 'rules' | 'person'>, machine: PolicyMachine): number =>
  (ruleFor(policy, 'turnaround', machine)?.value.minutes ?? 0) * MINUTE_MS;

export type PolicyRefusal = { ok: false; rule: RuleKind; ruleId: string | null; message: string };
/** `approval`: it may be asked for, and this rule says that somebody has to agree. */
export type PolicyVerdict =
  | { ok: true; approval: { ruleId: string | null; text: string } | null }
  | PolicyRefusal;

const hours = (ms: number): string => `${Math.round((ms / HOUR_MS) * 100) / 100} h`;
const most = <T>(list: readonly T[], of: (it: T) => number): T | null =>
  list.reduce<T | null>((best, it) => (best === null || of(it) > of(best) ? it : best), null);
const least = <T>(list: readonly T[], of: (it: T) => number): T | null => most(list, (it) => -of(it));

/**
 * May this person book this by the rules that stand on their own? The strictest of its machines counts. `kept`: what
 * was allowed before and stays as it is, the length of a booking that is moved.
 */
export function checkPolicy(
  policy: Policy,
  wish: PolicyWish,
  now: Date,
  kept: ReadonlySet<RuleKind> = new Set(),
): PolicyVerdict {
  for (const check of CHECKS) {
    const refusal = check(policy, wish, now);
    if (refusal && !kept.has(refusal.rule)) return refusal;
  }
  return { ok: true, approval: null };
}

type Check = (policy: Policy, wish: PolicyWish, now: Date) => PolicyRefusal | null;

const refuse = (rule: RuleKind, { ruleId }: { ruleId: string | null }, message: string): PolicyRefusal => ({
  ok: false,
  rule,
  ruleId,
  message,
});

/** ` of Anjou` where the rule is about that machine, ` of your team` where about the team. */
export function ofWhat({ scope, machine }: { scope: RuleScope; machine: PolicyMachine }): string {
  if (scope === 'team') return ' of your team';
  return scope === 'lab' ? '' : ` of ${machine.name}`;
}

const checkLongest: Check = (policy, { machines, startsAt, endsAt }) => {
  const rule = least(rulesFor(policy, 'longest', machines), (it) => it.value.hours);
  const ms = endsAt.getTime() - startsAt.getTime();
  if (!rule || ms <= rule.value.hours * HOUR_MS) return null;
  const limit = hours(rule.value.hours * HOUR_MS);
  return refuse('longest', rule, `Longest booking${ofWhat(rule)} is ${limit}; this is ${hours(ms)}.`);
};

const checkShortest: Check = (policy, { machines, startsAt, endsAt }) => {
  const rule = most(rulesFor(policy, 'shortest', machines), (it) => it.value.minutes);
  const ms = endsAt.getTime() - startsAt.getTime();
  if (!rule || ms >= rule.value.minutes * MINUTE_MS) return null;
  const limit = formatDuration(rule.value.minutes * MINUTE_MS);
  return refuse(
    'shortest',
    rule,
    `Shortest booking${ofWhat(rule)} is ${limit}; this is ${formatDuration(ms)}. Choose a later end.`,
  );
};

const checkNotice: Check = (policy, { machines, startsAt }, now) => {
  const rule = most(rulesFor(policy, 'notice', machines), (it) => it.value.minutes);
  if (!rule || startsAt.getTime() >= now.getTime() + rule.value.minutes * MINUTE_MS) return null;
  const first = new Date(now.getTime() + rule.value.minutes * MINUTE_MS);
  const limit = formatDuration(rule.value.minutes * MINUTE_MS);
  const at = formatZonedMoment(first, policy.timeZone, now);
  return refuse(
    'notice',
    rule,
    `Bookings${ofWhat(rule)} are made ${limit} ahead at least: the first start is ${at}.`,
  );
};

const checkHorizon: Check = (policy, { machines, startsAt }, now) => {
  const rule = least(rulesFor(policy, 'horizon', machines), (it) => it.value.days);
  if (!rule || startsAt.getTime() <= now.getTime() + rule.value.days * DAY_MS) return null;
  const last = new Date(now.getTime() + rule.value.days * DAY_MS);
  return refuse(
    'horizon',
    rule,
    `Bookings${ofWhat(rule)} open ${rule.value.days} days ahead, until ${formatDay(last, policy.timeZone, now)}. Choose an earlier start.`,
  );
};

const checkMachines: Check = (policy, { machines }) => {
  const rule = least(rulesFor(policy, 'machines', machines), (it) => it.value.count);
  if (!rule || machines.length <= rule.value.count) return null;
  return refuse(
    'machines',
    rule,
    `One booking${ofWhat(rule)} has ${rule.value.count} ${rule.value.count === 1 ? 'machine' : 'machines'} at most; this has ${machines.length}.`,
  );
};

/** In the order in which a person is told: what is plainly wrong with the times first. */
const CHECKS: readonly Check[] = [checkLongest, checkShortest, checkNotice, checkHorizon, checkMachines];
