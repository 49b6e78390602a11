import { checkPolicy, type Policy, type PolicyMachine, turnaroundMs } from './booking-policy.ts';
import { NO_FACTS, type PolicyFacts } from './policy-rules.ts';
import { LONGEST_BOOKING_MS } from './booking-rules.ts';
import { formatDuration, formatMoment, listNames } from './format.ts';
import type { RuleKind } from '../schemas/booking-rule.ts';

const MINUTE_MS = 60_000;

export type ExtensionLimit = { at: Date; text: string; bookingId: string | null; ofAll: boolean };
/** The first thing that takes a machine after the booking's end; `key` is alike for what belongs together. */
export type NextTaken = {
  key: string;
  machineId: string;
  kind: 'booking' | 'hold' | 'maintenance';
  startsAt: Date;
  personName: string | null;
  note: string | null;
  bookingId: string | null;
};
export type Extended = { machines: readonly PolicyMachine[]; startsAt: Date; endsAt: Date };

/**
 * Until when a booking could run on, by what stands after it on each of its machines: the first on each, less the
 * turnaround. What comes later than the first is only in the way of the machines that are left.
 */
export function limitsOfTaken(
  { machines }: Extended,
  taken: readonly NextTaken[],
  policy: Policy,
  now: Date,
): ExtensionLimit[] {
  const byId = new Map(machines.map((it) => [it.id, it]));
  const stops = taken.flatMap((it) => {
    const machine = byId.get(it.machineId);
    if (!machine) return [];
    const lessMs = turnaroundMs(policy, machine);
    return [{ ...it, machine, lessMs, atMs: it.startsAt.getTime() - lessMs }];
  });
  const groups = [...Map.groupBy(stops, (it) => `${it.key} ${it.atMs}`).values()].toSorted(
    (a, b) => a[0]!.atMs - b[0]!.atMs,
  );
  const gone = new Set<string>();
  return groups.map((group) => {
    const [first] = group;
    const left = machines.filter((it) => !gone.has(it.id)).map((it) => it.name);
    const ofAll = gone.size === 0;
    for (const it of group) gone.add(it.machineId);
    const names = listNames(group.map((it) => it.machine.name).toSorted());
    const from = formatMoment(first!.startsAt, policy.timeZone, now);
    const alone = ofAll ? '' : `for ${listNames(left)} alone: `;
    const less = first!.lessMs > 0 ? `, less ${formatDuration(first!.lessMs)} turnaround` : '';
    return {
      at: new Date(first!.atMs),
      text: `${alone}${takenWords(first!, names)} from ${from}${less}`,
      bookingId: first!.bookingId,
      ofAll,
    };
  });
}

function takenWords({ kind, personName, note }: NextTaken, names: string): string {
  if (kind === 'maintenance') return `maintenance of ${names}${note ? ` (${note})` : ''}`;
  const who = personName ?? 'somebody';
  return kind === 'hold' ? `${who} is booking ${names}` : `${who} has ${names}`;
}

/**
 * Until when the rules let it run on, a limit each: whichever rule refuses next is found by asking the policy itself,
 * so that what is said here is what an extension is decided by. `mayAgree`: whoever asks needs nobody's yes.
 */
export function limitsOfRules(
  booking: Extended,
  policy: Policy,
  now: Date,
  {
    kept,
    mayAgree,
    facts = NO_FACTS,
  }: { kept: ReadonlySet<RuleKind>; mayAgree: boolean; facts?: PolicyFacts },
): ExtensionLimit[] {
  const farthest = booking.startsAt.getTime() + LONGEST_BOOKING_MS;
  const found: ExtensionLimit[] = [];
  const asked = new Set(kept);
  let needsYes = mayAgree;
  for (let rules = 0; rules < MOST_RULES; rules++) {
    const objection = (endMs: number): { rule: RuleKind | 'approval'; text: string } | null => {
      const verdict = checkPolicy(policy, { ...booking, endsAt: new Date(endMs) }, now, asked, facts);
      if (!verdict.ok) return { rule: verdict.rule, text: verdict.message };
      return verdict.approval && !needsYes ? { rule: 'approval', text: verdict.approval.text } : null;
    };
    const last = objection(farthest);
    if (!last) break;
    const [allowedMs, refusal] = lastAllowed(booking.endsAt.getTime(), farthest, objection, last);
    if (refusal.rule === 'approval') needsYes = true;
    else asked.add(refusal.rule);
    found.push({
      at: new Date(allowedMs),
      text: ruleWords(refusal.text),
      bookingId: null,
      ofAll: true,
    });
  }
  return found.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
/** More than there are kinds. */
const MOST_RULES = 30;

type Objection = { rule: RuleKind | 'approval'; text: string };

/** The latest end, to the minute, that nothing is said against, and what is said a minute later. */
function lastAllowed(
  fromMs: number,
  toMs: number,
  objection: (endMs: number) => Objection | null,
  last: Objection,
): [number, Objection] {
  let [low, high, refusal] = [fromMs, toMs, last];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    const said = objection(middle);
    if (said) [high, refusal] = [middle, said];
    else low = middle;
  }
  return [low, refusal];
}

/** `longest booking is 12 h`: the rule and its number, without what was asked against it. */
function ruleWords(message: string): string {
  const rule = message.split(/; this is|\. (?=[A-Z])/)[0]!.replace(/\.$/, '');
  return rule.charAt(0).toLowerCase() + rule.slice(1);
}
