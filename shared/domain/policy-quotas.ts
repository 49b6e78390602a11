import { formatDay } from './format.ts';
import {
  type Check,
  type Counted,
  factKey,
  HOUR_MS,
  inHours,
  type Policy,
  type PolicyMachine,
  type PolicyWish,
  refuse,
  rulesFor,
} from './policy-rules.ts';
import { scopeName } from './policy-scope.ts';
import { addDays, fromLocal, mondayOf, startOfDay, toLocal } from './zoned-time.ts';

export type HoursKind = 'person_hours' | 'team_hours';
export type Quota<K extends HoursKind | 'same_day'> = Counted<K> & {
  /** Of the wish's machines those it counts for: the first tells which machine or model it is about. */
  machines: PolicyMachine[];
};
export type Period = { day: string; startsAt: Date; endsAt: Date };

/** The rules of a kind that count for a wish, each once. A rule of the lab or a team counts all its machines. */
export function quotasOf<K extends HoursKind | 'same_day'>(
  policy: Policy,
  kind: K,
  machines: readonly PolicyMachine[],
): Quota<K>[] {
  const quotas = new Map<string, Quota<K>>();
  for (const { machine, ...rule } of rulesFor(policy, kind, machines)) {
    const known = quotas.get(rule.ruleId ?? '');
    if (known) known.machines.push(machine);
    else quotas.set(rule.ruleId ?? '', { ...rule, machines: [machine] });
  }
  return [...quotas.values()].map((it) =>
    it.scope === 'lab' || it.scope === 'team' ? { ...it, machines: [...machines] } : it,
  );
}

/** The lab's weeks that a time touches, Monday to Monday: of 167 or 169 hours when the clocks change. */
export function weeksOf(
  { startsAt, endsAt }: Pick<PolicyWish, 'startsAt' | 'endsAt'>,
  zone: string,
): Period[] {
  const weeks: Period[] = [];
  for (let day = mondayOf(toLocal(startsAt, zone).day); ; day = addDays(day, 7)) {
    const from = startOfDay(day, zone);
    if (from >= endsAt) return weeks;
    weeks.push({ day, startsAt: from, endsAt: startOfDay(addDays(day, 7), zone) });
  }
}

/** The mornings after today that a time reaches into: from midnight until the rule lets go. */
export function morningsOf(
  { startsAt, endsAt }: Pick<PolicyWish, 'startsAt' | 'endsAt'>,
  until: string,
  { now, zone }: { now: Date; zone: string },
): Period[] {
  const mornings: Period[] = [];
  const today = toLocal(now, zone).day;
  for (let day = toLocal(startsAt, zone).day; ; day = addDays(day, 1)) {
    const from = startOfDay(day, zone);
    if (from >= endsAt) return mornings;
    const to = until === '24:00' ? startOfDay(addDays(day, 1), zone) : fromLocal(day, until, zone)!;
    if (day > today && startsAt < to) mornings.push({ day, startsAt: from, endsAt: to });
  }
}

const overlapMs = (a: Pick<PolicyWish, 'startsAt' | 'endsAt'>, b: Period): number =>
  Math.max(0, Math.min(+a.endsAt, +b.endsAt) - Math.max(+a.startsAt, +b.startsAt));

const NONE = { others: 0, own: 0 };
const ROUNDING = 1e-6;

export const checkHours =
  (kind: HoursKind): Check =>
  (policy, wish, now, { takenHours }) => {
    if (kind === 'team_hours' && !policy.person?.teamId) return null;
    for (const quota of quotasOf(policy, kind, wish.machines)) {
      for (const week of weeksOf(wish, policy.timeZone)) {
        const wanted = (overlapMs(wish, week) * quota.machines.length) / HOUR_MS;
        const { others, own } = takenHours.get(factKey(quota.ruleId, week.day)) ?? NONE;
        const total = others + wanted;
        // What it had in that week already it keeps, whatever the rule says by now.
        if (total <= quota.value.hours + ROUNDING || wanted <= own + ROUNDING) continue;
        const whose = kind === 'person_hours' ? 'Your hours' : 'Your team’s hours';
        const when =
          week.startsAt <= now ? '' : ` in the week of ${formatDay(week.startsAt, policy.timeZone, now)}`;
        return refuse(
          kind,
          quota,
          `${whose} a week${onWhat(quota)}: ${inHours(quota.value.hours * HOUR_MS)}; with this ${inHours(total * HOUR_MS)}${when}.`,
        );
      }
    }
    return null;
  };

export const checkSameDay: Check = (policy, wish, now, { takenAhead }) => {
  for (const quota of quotasOf(policy, 'same_day', wish.machines)) {
    const { count, until } = quota.value;
    for (const morning of morningsOf(wish, until, { now, zone: policy.timeZone })) {
      const taken = takenAhead.get(factKey(quota.ruleId, morning.day));
      if (!taken) continue;
      const all = new Set([...taken.machineIds, ...quota.machines.map((it) => it.id)]);
      const free = Math.max(0, taken.count - all.size);
      if (free >= count) continue;
      const day = formatDay(morning.startsAt, policy.timeZone, now);
      return refuse(
        'same_day',
        quota,
        `Kept for bookings of the same day${onWhat(quota)}: ${count} until ${until}; with this ${free} ${free === 1 ? 'is' : 'are'} left on ${day}.`,
      );
    }
  }
  return null;
};

/** Which machines it counts: ` on Anjou`, ` on Mac Studio (M3 Ultra, 2025)`; nothing where it counts all. */
function onWhat({ scope, machines: [machine] }: Quota<HoursKind | 'same_day'>): string {
  const name = machine ? scopeName({ scope, machine }) : null;
  return name === null ? '' : ` on ${name}`;
}
