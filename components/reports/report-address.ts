import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { type Period, PERIODS, periodWindow } from '@/shared/domain/report-period.ts';
import { LONGEST_REPORT_DAYS, type Span } from '@/shared/domain/usage.ts';
import { isDay, startOfDay } from '@/shared/domain/zoned-time.ts';

const DAY_MS = 86_400_000;
const readMoment = (text: string, timeZone: string): Date =>
  isDay(text) ? startOfDay(text, timeZone) : new Date(text);

/** The span an address names by `from` and `to`, instants or days of the lab; null when it names none that makes sense. */
function spanOfAddress(query: URLSearchParams, timeZone: string): Span | null {
  const [from, to] = [query.get('from'), query.get('to')];
  if (!from || !to) return null;
  const span = { from: readMoment(from, timeZone), to: readMoment(to, timeZone) };
  const lengthMs = span.to.getTime() - span.from.getTime();
  return lengthMs > 0 && lengthMs <= LONGEST_REPORT_DAYS * DAY_MS ? span : null;
}

/** The span an address asks for: a period that holds this moment, the usual one where it says nothing. */
export function askedSpan(
  query: URLSearchParams,
  now: Date,
  timeZone: string,
  usual: (now: Date, timeZone: string) => Span = (at, zone) => periodWindow('month', at, zone),
): Span {
  const period = PERIODS.find((it) => it === query.get('period'));
  return (
    spanOfAddress(query, timeZone) ?? (period ? periodWindow(period, now, timeZone) : usual(now, timeZone))
  );
}

/** The same report of whichever period it is when somebody opens it. */
export function ofCurrent(address: string, period: Period): string {
  const [path, text] = address.split('?');
  const query = new URLSearchParams(text);
  query.delete('from');
  query.delete('to');
  query.set('period', period);
  return `${path}?${query}`;
}

/** What may stand behind a saved name: nothing but one of the reports. */
export const isReportAddress = (address: string): boolean => /^\/reports(\/[a-z-]+)*(\?|$)/.test(address);

/** The same address with another span or another kind of machines; what else a view keeps there stays. */
export function changeQuery(query: URLSearchParams, change: { span?: Span; show?: ShownKind }): string {
  const next = new URLSearchParams(query);
  if (change.span) {
    next.delete('period');
    next.set('from', change.span.from.toISOString());
    next.set('to', change.span.to.toISOString());
  }
  if (change.show) next.set('show', change.show);
  return next.toString();
}

/** As the procedures and the files of a report want it. */
export const spanQuery = ({ from, to }: Span): string =>
  new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString();
