import type { RuleValue } from '../schemas/booking-rule.ts';
import { formatZonedMoment } from './format.ts';
import { type Check, ofWhat, refuse, rulesFor } from './policy-rules.ts';
import { openingWords } from './rule-words.ts';
import { addDays, fromLocal, startOfDay, toLocal, weekdayOf } from './zoned-time.ts';

type Opening = RuleValue<'opening'>;
type Span = { startsAt: Date; endsAt: Date };

/** Open from when to when around a time, what joins at midnight in one piece. A day's hours are its wall clock's. */
export function openSpans({ days, from, to }: Opening, around: Span, timeZone: string): Span[] {
  const spans: Span[] = [];
  const last = toLocal(around.endsAt, timeZone).day;
  // From the day before: its hours may reach over midnight.
  for (let day = addDays(toLocal(around.startsAt, timeZone).day, -1); day <= last; day = addDays(day, 1)) {
    if (!days.includes(weekdayOf(day) || 7)) continue;
    const startsAt = fromLocal(day, from, timeZone)!;
    const endsAt = closingOf(day, { from, to }, timeZone);
    const before = spans.at(-1);
    if (before && startsAt <= before.endsAt) before.endsAt = endsAt > before.endsAt ? endsAt : before.endsAt;
    else if (startsAt < endsAt) spans.push({ startsAt, endsAt });
  }
  return spans;
}

function closingOf(day: string, { from, to }: Pick<Opening, 'from' | 'to'>, timeZone: string): Date {
  const next = addDays(day, 1);
  if (to === '24:00') return startOfDay(next, timeZone);
  return fromLocal(to <= from ? next : day, to, timeZone)!;
}

export const checkOpening: Check = (policy, wish, now) => {
  for (const rule of rulesFor(policy, 'opening', wish.machines)) {
    const open = openSpans(rule.value, wish, policy.timeZone);
    if (open.some((it) => it.startsAt <= wish.startsAt && wish.endsAt <= it.endsAt)) continue;
    const startsIn = open.some((it) => it.startsAt <= wish.startsAt && wish.startsAt < it.endsAt);
    const at = startsIn
      ? `ends ${formatZonedMoment(wish.endsAt, policy.timeZone, now)}`
      : `starts ${formatZonedMoment(wish.startsAt, policy.timeZone, now)}`;
    return refuse('opening', rule, `Opening hours${ofWhat(rule)}: ${openingWords(rule.value)}; this ${at}.`);
  }
  return null;
};
