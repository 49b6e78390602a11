import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { ReportView } from './types.ts';

/** A report of one kind of machines: every figure, chart and table of it is of this kind alone. */
export function kindReport(report: ReportView, kind: ShownKind) {
  const isSimulated = kind === 'simulated';
  const own = <Row extends { simulated: boolean }>(rows: readonly Row[]): Row[] =>
    rows.filter((it) => it.simulated === isSimulated);
  return {
    kind,
    from: report.from,
    to: report.to,
    timeZone: report.timeZone,
    tariff: report.tariff,
    tariffs: report.tariffs,
    ownPrices: isSimulated ? 0 : report.ownPrices,
    totals: isSimulated ? report.simulated : report.totals,
    days: isSimulated ? report.simulatedDays : report.days,
    projects: isSimulated ? report.simulatedProjects : report.projects,
    machines: own(report.machines),
    keys: own(report.keys),
    sessions: own(report.sessions),
  };
}
export type KindReport = ReturnType<typeof kindReport>;

/** What is simulated is plum, whatever it shows. */
export const kindColor = (kind: ShownKind, real: string, simulated = 'var(--simulated)'): string =>
  kind === 'simulated' ? simulated : real;

/** The same on every report: energy that did something leaf, what was drawn beside it slate; what is simulated plum. */
export const energyColors = (kind: ShownKind) =>
  [
    kindColor(kind, 'var(--series-1)'),
    kindColor(kind, 'var(--series-5)', 'color-mix(in oklch, var(--simulated) 45%, var(--bg))'),
  ] as const;
