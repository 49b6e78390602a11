import type { Role } from '../schemas/member.ts';
import type { RuleKind, RuleScope, RuleValue, ScopedRule } from '../schemas/booking-rule.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

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
export type PolicyPerson = {
  id: string;
  /** What they book for: the booking's team, or their main one. */
  teamId: string | null;
  /** Further teams they are in: a rule of theirs holds too, where the team they book for has none of its own. */
  otherTeamIds?: readonly string[];
  role: Role;
};
/** All that is decided by; rules in any order. */
export type Policy = { timeZone: string; rules: readonly ScopedRule[]; person: PolicyPerson | null };
export type PolicyWish = { machines: readonly PolicyMachine[]; startsAt: Date; endsAt: Date };

/** A rule as it counts: the standard one has no id. */
export type Counted<K extends RuleKind> = { value: RuleValue<K>; scope: RuleScope; ruleId: string | null };

const SPECIFIC: Record<RuleScope, number> = { lab: 0, team: 1, model: 2, machine: 3 };
const specific = ({ scope, teamId }: ScopedRule, person: PolicyPerson | null): number =>
  SPECIFIC[scope] + (scope === 'team' && teamId === person?.teamId ? 0.5 : 0);

/** All teams that somebody is in, the one they book for first. */
export const teamsOf = ({ teamId, otherTeamIds = [] }: PolicyPerson): string[] =>
  teamId === null ? [...otherTeamIds] : [teamId, ...otherTeamIds.filter((it) => it !== teamId)];

/** The same rules for the same person, for a booking that is charged to this team; null: to none. */
export function forTeam(policy: Policy, teamId: string | null): Policy {
  const { person } = policy;
  if (!person || person.teamId === teamId) return policy;
  const otherTeamIds = teamsOf(person).filter((it) => it !== teamId);
  return { ...policy, person: { ...person, teamId, otherTeamIds } };
}

/**
 * The rule of a kind that counts for a person on one machine: of what is written, the most specific (machine before
 * model before the team they book for before another of their teams before the lab), else the standard one. Null: no
 * limit.
 */
export function ruleFor<K extends RuleKind>(
  { rules, person }: Pick<Policy, 'rules' | 'person'>,
  kind: K,
  machine: Pick<PolicyMachine, 'id' | 'catalogId'> | null,
): Counted<K> | null {
  let best: ScopedRule | null = null;
  for (const rule of rules) {
    if (rule.kind !== kind || !covers(rule, person, machine)) continue;
    if (!best || specific(rule, person) > specific(best, person)) best = rule;
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
  if (rule.scope === 'team') {
    if (person === null || rule.teamId === null) return false;
    // Hours of a team are used up by what is booked for it, and by nothing else.
    return rule.kind === 'team_hours' ? rule.teamId === person.teamId : teamsOf(person).includes(rule.teamId);
  }
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

export type Check = (policy: Policy, wish: PolicyWish, now: Date, facts: PolicyFacts) => PolicyRefusal | null;

export const refuse = (
  rule: RuleKind,
  { ruleId }: { ruleId: string | null },
  message: string,
): PolicyRefusal => ({ ok: false, rule, ruleId, message });

/** ` of Anjou` where the rule is about that machine, ` of your team` where about the team. */
export function ofWhat({ scope, machine }: { scope: RuleScope; machine: PolicyMachine }): string {
  if (scope === 'team') return ' of your team';
  return scope === 'lab' ? '' : ` of ${machine.name}`;
}

/** `72 h`, `72.5 h` */
export const inHours = (ms: number): string => `${Math.round((ms / HOUR_MS) * 100) / 100} h`;
export const most = <T>(list: readonly T[], of: (it: T) => number): T | null =>
  list.reduce<T | null>((best, it) => (best === null || of(it) > of(best) ? it : best), null);
export const least = <T>(list: readonly T[], of: (it: T) => number): T | null => most(list, (it) => -of(it));

/** What only the rows can tell; by `factKey`. What is not in them counts as nothing. */
export type PolicyFacts = {
  /** Machine-hours that the person, or their team, has or asks for in that week besides; and this booking until now. */
  takenHours: ReadonlyMap<string, { others: number; own: number }>;
  /** Of the scope's machines of a day: how many there are, and which are taken by what was booked before it. */
  takenAhead: ReadonlyMap<string, { count: number; machineIds: ReadonlySet<string> }>;
};
export const NO_FACTS: PolicyFacts = { takenHours: new Map(), takenAhead: new Map() };
/** `day`: the Monday of the week, or the day itself. */
export const factKey = (ruleId: string | null, day: string): string => `${ruleId} ${day}`;
