import { type Policy, ruleFor } from '@/shared/domain/booking-policy.ts';
import { formatDay, formatZonedMoment } from '@/shared/domain/format.ts';
import { factKey } from '@/shared/domain/policy-rules.ts';
import { type HoursKind, weeksOf } from '@/shared/domain/policy-quotas.ts';
import { RULE_LABEL, valueWords } from '@/shared/domain/rule-words.ts';
import type { BookingRule, MayRow, RuleKind, Valued } from '@/shared/schemas/booking-rule.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { readPolicy, readTakenHours } from '../bookings/index.ts';
import { listQualifications } from '../qualifications/index.ts';
import { readRules } from './list-rules.ts';

const DAY_MS = 86_400_000;
/** In the order of the page. */
const SHOWN = [
  'longest',
  'shortest',
  'horizon',
  'notice',
  'opening',
  'turnaround',
  'person_hours',
  'team_hours',
  'machines',
  'approval',
  'same_day',
  'priority',
  'no_show',
  'idle',
  'visibility',
] as const satisfies RuleKind[];
const MOST_QUALIFICATIONS = 200;

/** One line a kind of rule for the person who asks: what counts, where they stand, whose rule it is. */
export async function whatMayIBook(ctx: ServiceContext): Promise<MayRow[]> {
  authorize(ctx, 'lab:read');
  const me = requireUser(ctx);
  const [policy, rules, qualifications] = await Promise.all([
    readPolicy(ctx.db, me.id),
    readRules(ctx, 1000),
    listQualifications(ctx, { limit: MOST_QUALIFICATIONS }),
  ]);
  const hours = await readHours(ctx, policy);
  const rows = SHOWN.map((kind) => rowOf(ctx, policy, rules, kind, hours));
  return [...rows, ...qualifications.map((it) => qualificationRow(ctx, policy.timeZone, it))];
}

type Hours = ReadonlyMap<string, { real: number; simulated: number }>;

/** What this week has of hours already, under the rule that counts for all machines. */
async function readHours(ctx: ServiceContext, policy: Policy): Promise<Hours> {
  const hours = new Map<string, { real: number; simulated: number }>();
  const now = ctx.now();
  for (const kind of ['person_hours', 'team_hours'] as const) {
    const rule = ruleFor(policy, kind, null);
    if (!rule) continue;
    const asked = { bookingId: '', startsAt: now, endsAt: new Date(now.getTime() + 1) };
    const [week] = weeksOf(asked, policy.timeZone);
    const read = async (simulated: boolean) => {
      const taken = await readTakenHours(
        ctx.db,
        policy,
        kind,
        { ...rule, machines: [] },
        { ...asked, simulated },
      );
      return taken.get(week!.day)?.others ?? 0;
    };
    hours.set(factKey(rule.ruleId, kind), { real: await read(false), simulated: await read(true) });
  }
  return hours;
}

function rowOf(
  ctx: ServiceContext,
  policy: Policy,
  rules: readonly BookingRule[],
  kind: RuleKind,
  hours: Hours,
): MayRow {
  const counted = ruleFor(policy, kind, null);
  const set = rules.find((it) => it.id === counted?.ruleId);
  const used = hours.get(factKey(counted?.ruleId ?? null, kind));
  const rule = counted && ({ kind, value: counted.value } as Valued);
  const own = rules
    .filter((it) => it.kind === kind && (it.scope === 'machine' || it.scope === 'model'))
    .map((it) => `${it.ofName}: ${valueWords(it)}`);
  const stand = [rule && standOf(ctx, policy, rule, used), ...own].filter(Boolean).join('; ');
  return {
    key: kind,
    rule: RULE_LABEL[kind],
    forYou: rule && !isOfOthers(policy, rule) ? forYou(rule) : (NONE[kind] ?? 'no limit'),
    stand: stand || null,
    share: rule && used ? Math.max(used.real, used.simulated) / hoursOf(rule) : null,
    setFor: counted === null ? '' : (set?.ofName ?? (set ? 'Lab' : 'Standard')),
    since: set?.setAt ?? null,
  };
}

/** An approval that is not asked of this role. */
const isOfOthers = ({ person }: Policy, rule: Valued): boolean =>
  rule.kind === 'approval' && person !== null && !rule.value.roles.includes(person.role);

const NONE: Partial<Record<RuleKind, string>> = {
  notice: 'none',
  opening: 'always',
  turnaround: 'none',
  approval: 'none',
  same_day: 'none',
  priority: 'none',
  no_show: 'kept',
  idle: 'kept',
};
const hoursOf = (rule: Valued): number =>
  'hours' in rule.value ? rule.value.hours : Number.POSITIVE_INFINITY;
/** Short, for a column of its own; the rest is said beside it. */
function forYou(rule: Valued): string {
  if (rule.kind === 'approval') return 'ask';
  if (rule.kind === 'same_day') return rule.value.count === 1 ? '1 Mac' : `${rule.value.count} Macs`;
  if (rule.kind === 'priority') return `level ${rule.value.level}`;
  if (rule.kind === 'no_show' || rule.kind === 'idle') return `after ${rule.value.minutes} min`;
  return valueWords(rule);
}

function standOf(
  ctx: ServiceContext,
  policy: Policy,
  rule: Valued,
  used: { real: number; simulated: number } | undefined,
): string | null {
  const now = ctx.now();
  const { timeZone, person } = policy;
  switch (rule.kind) {
    case 'horizon':
      return `until ${formatDay(new Date(now.getTime() + rule.value.days * DAY_MS), timeZone, now)}`;
    case 'notice':
      return `first start ${formatZonedMoment(new Date(now.getTime() + rule.value.minutes * 60_000), timeZone, now)}`;
    case 'turnaround':
      return 'added after each booking; the next may start then';
    case 'person_hours':
    case 'team_hours':
      return used ? hoursWords(rule.kind, person?.teamId ?? null, used) : null;
    case 'approval':
      return isOfOthers(policy, rule) ? 'not for your role' : `${valueWords(rule)}; an admin answers`;
    case 'same_day':
      return `cannot be booked on an earlier day, until ${rule.value.until} each day`;
    case 'priority':
      return `bookings of a lower level make way, ${rule.value.noticeHours} h before their start at least`;
    case 'no_show':
      return `given back when nobody checked in; billed ${rule.value.billed ? 'to its end' : 'until then'}`;
    case 'idle':
      return `asked without a token, given back ${rule.value.graceMinutes} min later`;
    case 'visibility':
      return 'of each other’s bookings; admins see all';
    default:
      return null;
  }
}

const round = (hours: number): number => Math.round(hours * 10) / 10;
function hoursWords(
  kind: HoursKind,
  teamId: string | null,
  { real, simulated }: { real: number; simulated: number },
): string {
  if (kind === 'team_hours' && teamId === null) return 'you are in no team';
  const apart = simulated > 0 ? `; simulated machines apart: ${round(simulated)} h` : '';
  return `${round(real)} h this week, what is asked for counted${apart}`;
}

type Qualification = Awaited<ReturnType<typeof listQualifications>>[number];

function qualificationRow(ctx: ServiceContext, timeZone: string, it: Qualification): MayRow {
  const day = it.mine.until && formatDay(it.mine.until, timeZone, ctx.now());
  const needs = [...it.models.map(({ name }) => name), ...it.machines.map(({ name }) => name)].join(', ');
  const stand = {
    none: 'you do not have it; an admin can give it',
    valid: day
      ? `yours until ${day}; each use renews it for ${it.expiresUnusedDays} days`
      : 'yours, without an end',
    ended: `yours ended on ${day}; an admin can renew it`,
    revoked: `yours was taken back on ${day}; an admin can give it again`,
  }[it.mine.standing];
  return {
    key: it.id,
    rule: `Qualification “${it.name}”`,
    forYou: it.mine.standing === 'valid' ? 'yours' : 'missing',
    stand: needs ? `${needs}: ${stand}` : `${stand}; not needed for any machine`,
    share: null,
    setFor: 'Lab',
    since: null,
  };
}
