import { isTime } from '@/shared/domain/zoned-time.ts';
import { ROLES } from '@/shared/schemas/member.ts';
import type { RuleKind, RuleValue } from '@/shared/schemas/booking-rule.ts';

/** A word of a rule's sentence: text, or a part of its value that can be another one. */
export type RulePart =
  | string
  | { type: 'number'; field: string; label: string; unit: string; min: number; max: number; whole: boolean }
  | { type: 'choice'; field: string; label: string; options: readonly (readonly [unknown, string])[] }
  | { type: 'time'; field: string; label: string }
  | { type: 'days'; field: string; label: string }
  | { type: 'roles'; field: string; label: string };

type Of = { whole?: boolean };
const number =
  (unit: string) =>
  (field: string, label: string, min: number, max: number, { whole = true }: Of = {}): RulePart => ({
    type: 'number',
    field,
    label,
    unit,
    min,
    max,
    whole,
  });
const hours = number('h');
const minutes = number('min');
const macs = number('Macs');
const DAY_MINUTES = 24 * 60;

export const RULE_ROLES = [
  ['member', 'members'],
  ['admin', 'admins'],
  ['owner', 'owners'],
] as const satisfies readonly (readonly [(typeof ROLES)[number], string])[];

/** Each kind of rule as a sentence, its numbers as controls; the bounds are those of its schema. */
export const RULE_SENTENCES: Record<RuleKind, readonly RulePart[]> = {
  longest: ['A booking lasts at most', hours('hours', 'Longest booking', 0.25, 2160, { whole: false }), '.'],
  shortest: ['A booking lasts at least', minutes('minutes', 'Shortest booking', 5, 7 * DAY_MINUTES), '.'],
  horizon: ['It may be made up to', number('days')('days', 'How far ahead', 1, 365), 'ahead.'],
  notice: ['It is made at least', minutes('minutes', 'Notice', 0, 30 * DAY_MINUTES), 'before its start.'],
  opening: [
    'It lies within',
    { type: 'days', field: 'days', label: 'Opening days' },
    'from',
    { type: 'time', field: 'from', label: 'Opens' },
    'to',
    { type: 'time', field: 'to', label: 'Closes' },
    '.',
  ],
  turnaround: [
    'After each booking',
    minutes('minutes', 'Turnaround', 0, DAY_MINUTES),
    'stay free, for admins too.',
  ],
  person_hours: [
    'A person may have',
    hours('hours', 'Hours of a person', 1, 100_000, { whole: false }),
    'a week, each Mac counted.',
  ],
  team_hours: [
    'A team may have',
    hours('hours', 'Hours of a team', 1, 100_000, { whole: false }),
    'a week, each Mac counted.',
  ],
  machines: ['One booking takes at most', macs('count', 'Macs in one booking', 1, 64), '.'],
  approval: [
    'Bookings of',
    {
      type: 'choice',
      field: 'overMachines',
      label: 'How many Macs ask',
      options: [
        [null, 'any number of Macs'],
        [1, 'two or more Macs'],
        [2, 'three or more Macs'],
        [3, 'four or more Macs'],
        [5, 'six or more Macs'],
        [7, 'eight or more Macs'],
      ],
    },
    'for',
    {
      type: 'choice',
      field: 'overHours',
      label: 'How many hours ask',
      options: [
        [null, 'any time'],
        ...[1, 2, 4, 8, 12, 24, 48, 72].map((it) => [it, `over ${it} h`] as const),
      ],
    },
    'by',
    { type: 'roles', field: 'roles', label: 'Who asks' },
    'ask an admin.',
  ],
  same_day: [
    macs('count', 'Macs kept for the same day', 1, 1000),
    'stay unbooked until',
    { type: 'time', field: 'until', label: 'Kept until' },
    'of the same day.',
  ],
  priority: [
    'They have priority',
    number('')('level', 'Priority', 0, 9),
    '; what has less makes way',
    hours('noticeHours', 'Notice of making way', 0, 720, { whole: false }),
    'before its start.',
  ],
  no_show: [
    'Nobody checked in after',
    minutes('minutes', 'Nobody came after', 5, DAY_MINUTES),
    ': it is given back, billed',
    {
      type: 'choice',
      field: 'billed',
      label: 'What is billed when nobody came',
      options: [
        [false, 'until then'],
        [true, 'to its end'],
      ],
    },
    '.',
  ],
  idle: [
    'Without a token for',
    minutes('minutes', 'Idle for', 5, DAY_MINUTES),
    'it is asked about, and given back',
    minutes('graceMinutes', 'Given back after', 1, DAY_MINUTES),
    'later.',
  ],
  hold: ['A slot is held for', minutes('minutes', 'Held for', 1, 60), 'while somebody chooses.'],
  offer: ['A freed slot is offered for', minutes('minutes', 'Offered for', 1, DAY_MINUTES), 'to who waits.'],
  reminder: [
    'People are reminded',
    minutes('minutes', 'Reminded before', 0, 7 * DAY_MINUTES),
    'before the start.',
  ],
  visibility: [
    'Others see',
    {
      type: 'choice',
      field: 'show',
      label: 'What others see',
      options: [
        ['all', 'who and what for'],
        ['name', 'who, not what for'],
        ['busy', 'only that it is taken'],
      ],
    },
    'of a booking; admins and its person see all of it.',
  ],
};

/** What a new rule begins with. */
export const FIRST_VALUES: { [K in RuleKind]: RuleValue<K> } = {
  longest: { hours: 72 },
  shortest: { minutes: 30 },
  notice: { minutes: 60 },
  horizon: { days: 42 },
  opening: { days: [1, 2, 3, 4, 5], from: '08:00', to: '20:00' },
  turnaround: { minutes: 30 },
  person_hours: { hours: 140 },
  team_hours: { hours: 200 },
  machines: { count: 6 },
  same_day: { count: 2, until: '12:00' },
  approval: { overMachines: 1, overHours: 4, roles: ['member'] },
  priority: { level: 1, noticeHours: 24 },
  no_show: { minutes: 30, billed: false },
  idle: { minutes: 45, graceMinutes: 15 },
  hold: { minutes: 5 },
  offer: { minutes: 15 },
  reminder: { minutes: 60 },
  visibility: { show: 'all' },
};
/** In the order of the page. */
export const RULE_KINDS = Object.keys(RULE_SENTENCES) as RuleKind[];

/** A number as it was typed; null where it is none, or not within the part's bounds. */
export function readNumber(
  text: string,
  { min, max, whole }: { min: number; max: number; whole: boolean },
): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value < min || value > max || (whole && !Number.isInteger(value)) ? null : value;
}

/** Local times, and the end of the day as 24:00. */
export const isRuleTime = (text: string, mayEnd: boolean): boolean =>
  isTime(text) || (mayEnd && text === '24:00');
