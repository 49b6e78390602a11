import type { ReportTotals } from '../schemas/report.ts';
import { hasHeadline, isPartial } from './energy-figures.ts';
import {
  formatCount,
  formatCoverage,
  formatEnergy,
  formatHours,
  formatMoney,
  formatPercent,
  formatTime,
  formatTokens,
  formatZonedMoment,
} from './format.ts';
import { spanTitle } from './report-period.ts';
import type { ReportRhythm } from './report-schedule.ts';
import type { ShownKind } from './shown-kind.ts';
import type { Span } from './usage.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const weekdayName = (weekday: number): string => WEEKDAYS[weekday]!;
/** `every Monday at 08:00`, `on the first of a month at 08:00` */
export const rhythmWords = ({ every, weekday, hour }: ReportRhythm): string =>
  `${every === 'week' ? `every ${weekdayName(weekday)}` : 'on the first of a month'} at ${hourWords(hour)}`;
export const hourWords = (hour: number): string => formatTime(hour * 3_600_000, 'UTC');

/** Which saved reports can go out: those whose figures and rows a mail can hold. */
const SENDABLE = new Set(['/reports', '/reports/use', '/reports/cost']);
export const reportMailRefusal = (address: string): string | null =>
  SENDABLE.has(address.split('?')[0]!)
    ? null
    : 'Only Overview, Use and Cost can go out by mail: what the other reports show is not in a mail’s figures.';

/** The same report of one span, as an address of the portal. */
export function reportMailLink(address: string, { from, to }: Span): string {
  const [path, text] = address.split('?');
  const query = new URLSearchParams(text);
  query.delete('period');
  query.set('from', from.toISOString());
  query.set('to', to.toISOString());
  return `${path}?${query}`;
}

/** What kind of machines a saved address asks for, if it does. */
export const askedKind = (address: string): string | null =>
  new URLSearchParams(address.split('?')[1]).get('show');

type MailFacts = {
  name: string;
  span: Span;
  timeZone: string;
  kind: ShownKind;
  /** Of that kind alone. */
  totals: ReportTotals;
  currency: string;
  frozenAt: Date | null;
  /** Why it comes now, and what is attached: sentences. */
  notes: readonly string[];
};

/** The leading figures of a report, as plain text: each with its unit, and what it rests on. */
export function reportMailText({ name, span, timeZone, kind, totals, currency, ...more }: MailFacts): string {
  const head = [
    name,
    `${spanTitle(span, timeZone)}, ${timeZone}, the whole lab’s ${kind} machines`,
    ...(kind === 'simulated'
      ? ['Simulated: none of it was measured on real hardware, and it is on no bill.']
      : []),
    ...(more.frozenAt ? ['This month is frozen: its sums stay as they are.'] : []),
  ];
  const figures: [string, string][] = [
    ['Booked', `${formatHours(totals.bookedMachineMs)} of machine time`],
    ['Used', usedWords(totals)],
    ['Tokens out', tokenWords(totals)],
    ['Energy', energyWords(totals)],
    ...(totals.estimatedJoules === null
      ? []
      : [
          [
            'Estimate',
            `≈ ${formatEnergy(totals.estimatedJoules)} of Macs that nothing measures, in no sum`,
          ] as [string, string],
        ]),
    ['Cost', costWords(totals, currency)],
  ];
  const table = figures.map(([label, words]) => `${`${label}:`.padEnd(12)} ${words}`);
  // Thin spaces are a page's; mail programs show them as they like.
  return [head.join('\n'), table.join('\n'), ...more.notes].join('\n\n').replaceAll('\u202f', ' ');
}

const plural = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

const usedWords = ({ bookedMachineMs, usedMachineMs }: ReportTotals): string =>
  bookedMachineMs > 0
    ? `${formatHours(usedMachineMs)}, ${formatPercent(usedMachineMs / bookedMachineMs)} of booked`
    : `${formatHours(usedMachineMs)}, nothing was booked`;

const tokenWords = ({ completionTokens, requests, people }: ReportTotals): string =>
  `${formatTokens(completionTokens)} in ${plural(requests, 'request', 'requests')} by ${plural(people, 'person', 'people')}`;

function energyWords({ measuredJoules, coverage, measuredMachines, machines }: ReportTotals): string {
  const of = `${measuredMachines} of ${plural(machines, 'Mac', 'Macs')} measured`;
  if (measuredJoules === null) return `not measured (${of})`;
  const covered = coverage === null ? 'coverage unknown' : `${formatCoverage(coverage)} covered`;
  const partly = !hasHeadline(coverage)
    ? 'too little measured for a figure of the whole, '
    : isPartial(coverage)
      ? 'partial, '
      : '';
  return `${formatEnergy(measuredJoules)} measured (${partly}${covered}, ${of})`;
}

function costWords(
  { cost, electricityCost, otherCosts, unpricedMachineMs }: ReportTotals,
  currency: string,
): string {
  return [
    formatMoney(cost, currency),
    electricityCost === null
      ? 'electricity not measured'
      : `of it electricity ${formatMoney(electricityCost, currency)}`,
    ...otherCosts.map((it) => `and ${formatMoney(it.machineTime, it.currency)} apart`),
    ...(unpricedMachineMs > 0
      ? [`${formatHours(unpricedMachineMs)} of machine time have no known price and are in no cost`]
      : []),
  ].join(', ');
}

/** Later than this and it says so. */
const LATE_MS = 15 * 60_000;

/** Why a mail comes later than it should, if it does. */
export function lateWords(
  { dueAt, createdAt, missed }: { dueAt: Date | null; createdAt: Date; missed: number },
  timeZone: string,
): string[] {
  if (!dueAt || createdAt.getTime() - dueAt.getTime() < LATE_MS) return [];
  const due = formatZonedMoment(dueAt, timeZone, createdAt);
  const before = plural(missed, 'one before it is', 'ones before it are');
  return [
    `It was due ${due} and comes late: no portal of the lab ran then.${missed > 0 ? ` ${before} not sent; the reports are in Espalier.` : ''}`,
  ];
}
