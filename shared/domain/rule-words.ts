import type { RuleKind, RuleValue, Valued } from '../schemas/booking-rule.ts';
import { ROLES } from '../schemas/member.ts';
import { formatDuration } from './format.ts';

/** What a kind of rule is called, in lists and in the audit. */
export const RULE_LABEL: Record<RuleKind, string> = {
  longest: 'Longest booking',
  shortest: 'Shortest booking',
  notice: 'Notice',
  horizon: 'How far ahead',
  opening: 'Opening hours',
  turnaround: 'Turnaround',
  person_hours: 'Your hours a week',
  team_hours: 'Team’s hours a week',
  machines: 'Macs in one booking',
  same_day: 'Open for the same day',
  approval: 'Approval',
  priority: 'Priority',
  no_show: 'When nobody comes',
  idle: 'When nothing runs',
  hold: 'A slot is held',
  offer: 'A freed slot is offered',
  reminder: 'Reminder',
  visibility: 'What others see',
};

export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const inMinutes = (minutes: number): string => (minutes === 0 ? 'none' : formatDuration(minutes * 60_000));
const SEEN: Record<RuleValue<'visibility'>['show'], string> = {
  all: 'who and what for',
  name: 'who, not what for',
  busy: 'only that it is taken',
};

/** A rule's own number, in words: `12 h`, `2 until 12:00`, `Mon to Fri, 08:00 to 20:00`. */
export function valueWords({ kind, value }: Valued): string {
  switch (kind) {
    case 'longest':
    case 'person_hours':
    case 'team_hours':
      return `${value.hours} h`;
    case 'horizon':
      return value.days === 1 ? '1 day' : `${value.days} days`;
    case 'opening':
      return openingWords(value);
    case 'machines':
      return String(value.count);
    case 'same_day':
      return `${value.count} until ${value.until}`;
    case 'approval':
      return approvalWords(value, null);
    case 'priority':
      return `level ${value.level}, ${value.noticeHours} h ahead`;
    case 'no_show':
      return `given back after ${inMinutes(value.minutes)}, billed ${value.billed ? 'to its end' : 'until then'}`;
    case 'idle':
      return `asked after ${inMinutes(value.minutes)}, given back ${inMinutes(value.graceMinutes)} later`;
    case 'visibility':
      return SEEN[value.show];
    default:
      return inMinutes(value.minutes);
  }
}

/** `Mon to Fri, 08:00 to 20:00`, `Mon, Wed, 22:00 to 06:00` */
export const openingWords = ({ days, from, to }: RuleValue<'opening'>): string =>
  `${daysWords(days)}, ${from} to ${to}`;

/** `Mon to Fri`, `Mon, Wed`, `every day` */
export function daysWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  if (sorted.length === 7) return 'every day';
  const isRun = sorted.length > 2 && sorted.at(-1)! - sorted[0]! === sorted.length - 1;
  return isRun
    ? `${DAYS[sorted[0]! - 1]} to ${DAYS[sorted.at(-1)! - 1]}`
    : sorted.map((it) => DAYS[it - 1]).join(', ');
}

/** `Over 2 machines (Mac Studio) for over 4 h` */
export function approvalWords(
  { overMachines, overHours, roles }: RuleValue<'approval'>,
  of: string | null,
): string {
  const what =
    overMachines === null || overMachines === 0
      ? (of ?? 'Any booking')
      : `Over ${overMachines} ${overMachines === 1 ? 'machine' : 'machines'}${of ? ` (${of})` : ''}`;
  const long = overHours ? ` for over ${overHours} h` : '';
  const whose = roles.length < ROLES.length ? ` by ${roles.map((it) => `${it}s`).join(', ')}` : '';
  return `${what}${long}${whose}`;
}
