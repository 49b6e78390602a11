import { alertKind, type Severity } from '@/shared/domain/alert-kinds.ts';
import { formatDuration, listNames } from '@/shared/domain/format.ts';
import type { AlertChoicesView, AlertRuleView } from './types.ts';

export const SEVERITY_LABEL: Record<Severity, string> = {
  notice: 'Notice',
  warning: 'Warning',
  critical: 'Critical',
};
export const ROLE_WORDS = { owner: 'owners', admin: 'admins', member: 'members', viewer: 'viewers' } as const;

const forSeconds = (seconds: number): string =>
  seconds === 0 ? '' : ` for ${formatDuration(seconds * 1000)}`;
const markOf = (value: number | null, unit: string): string => `${value ?? '?'} ${unit}`.trim();

type Marks = Pick<
  AlertRuleView,
  'kind' | 'threshold' | 'clearsAt' | 'fireAfterSeconds' | 'clearAfterSeconds'
>;

/** What stands before a number, where its unit alone does not say what it is. */
const OF: Partial<Record<AlertRuleView['kind'], string>> = {
  thermal_pressure: 'level ',
  disk_low: 'free: ',
  session_stuck: 'no token for ',
  booking_idle: 'nothing runs for ',
  budget_near: 'used: ',
};

/** `95 °C or more for 3 min` */
export function firesWords({ kind, threshold, fireAfterSeconds }: Marks): string {
  const { measure, about } = alertKind(kind);
  if (!measure) return about + forSeconds(fireAfterSeconds);
  const mark = markOf(threshold, measure.unit);
  return `${OF[kind] ?? ''}${mark} or ${measure.rises ? 'more' : 'less'}${forSeconds(fireAfterSeconds)}`;
}

/** `clears at 88 °C or less for 5 min` */
export function clearsWords({ kind, threshold, clearsAt, clearAfterSeconds }: Marks): string {
  const { measure } = alertKind(kind);
  const lasting = clearAfterSeconds === 0 ? ' at once' : ` after ${formatDuration(clearAfterSeconds * 1000)}`;
  if (!measure) return `clears when it is well again${lasting}`;
  if (threshold === clearsAt) return `clears ${measure.rises ? 'below' : 'above'} that${lasting}`;
  return `clears at ${markOf(clearsAt, measure.unit)} or ${measure.rises ? 'less' : 'more'}${forSeconds(clearAfterSeconds)}`;
}

/** Who is told, and which ways it may go. */
export function toldWords(
  rule: AlertRuleView,
  { people, teams }: Pick<AlertChoicesView, 'people' | 'teams'>,
): string {
  const named = (ids: readonly string[], from: readonly { id: string; name: string }[]): string[] =>
    from.filter((it) => ids.includes(it.id)).map((it) => it.name);
  const who = [
    ...rule.roles.map((role) => ROLE_WORDS[role]),
    ...named(rule.teamIds, teams),
    ...named(rule.personIds, people),
    ...(rule.tellsConcerned ? ['whoever it concerns'] : []),
  ];
  return who.length === 0 ? 'nobody' : listNames(who);
}
export const waysWords = ({ byEmail, byWebhook }: Pick<AlertRuleView, 'byEmail' | 'byWebhook'>): string =>
  listNames(['in the app', ...(byEmail ? ['e-mail'] : []), ...(byWebhook ? ['webhook'] : [])]);

export function scopeWords(
  { scope, machineIds, catalogIds }: AlertRuleView,
  { machines, models }: AlertChoicesView,
): string {
  if (scope === 'lab') return 'the lab as one';
  if (scope === 'machines') {
    const names = machines.filter((it) => machineIds.includes(it.id)).map((it) => it.name);
    return names.length === 0 ? 'no Mac' : listNames(names);
  }
  if (scope === 'models') {
    const names = models.filter((it) => catalogIds.includes(it.id)).map((it) => it.name);
    return names.length === 0 ? 'no model' : `every ${listNames(names)}`;
  }
  return '';
}
