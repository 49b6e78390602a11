import { hasHeadline, isPartial } from '@/shared/domain/energy-figures.ts';
import {
  formatCount,
  formatCoverage,
  formatEnergy,
  formatMoney,
  formatPercent,
  formatTokens,
  splitUnit,
} from '@/shared/domain/format.ts';
import { Figure } from '../ui/figure.tsx';
import { Tag } from '../ui/tag.tsx';
import type { KindReport } from './kind-report.ts';
import { hours, leadingHours } from './report-numbers.ts';
import { costWords, otherCostWords } from './tariff-words.ts';
import type { ReportView } from './types.ts';

type Totals = ReportView['totals'];
type Props = { report: KindReport; before: KindReport | null };

/** The five figures of a report, each beside what it was in the time before. */
export function LeadingFigures({ report, before: reportBefore }: Props) {
  const { totals, tariff, kind } = report;
  const before = reportBefore && reportBefore.totals;
  const tokens = splitUnit(formatTokens(totals.completionTokens));
  const electricity =
    totals.electricityCost === null
      ? 'electricity not measured'
      : `of it electricity ${formatMoney(totals.electricityCost, tariff.currency)}`;
  return (
    <dl className="report-figures">
      <Figure
        label="Booked"
        value={leadingHours(totals.bookedMachineMs)}
        unit="h"
        basis={words('machine-hours', before && `was ${hours(before.bookedMachineMs)} h`)}
      />
      <Figure
        label="Used"
        value={leadingHours(totals.usedMachineMs)}
        unit="h"
        basis={words(usedWords(totals), before && `was ${usedBefore(before)}`)}
      />
      <Figure
        label="Tokens out"
        value={tokens.value}
        unit={tokens.unit}
        basis={words(
          plural(totals.requests, 'request', 'requests'),
          plural(totals.people, 'person', 'people'),
          before && `was ${formatTokens(before.completionTokens)}`,
        )}
      />
      <EnergyFigure totals={totals} before={before} />
      <Figure
        label="Cost"
        value={formatMoney(totals.cost, tariff.currency)}
        basis={words(
          kind === 'simulated' && 'on no bill',
          electricity,
          ...otherCostWords(totals.otherCosts).map((it) => `and ${it} apart`),
          reportBefore && `was ${costWords(reportBefore)}`,
        )}
      />
    </dl>
  );
}

function EnergyFigure({ totals, before }: { totals: Totals; before: Totals | null }) {
  const { measuredJoules, coverage, measuredMachines, machines } = totals;
  const of = `${measuredMachines} of ${plural(machines, 'Mac', 'Macs')} measured`;
  const was =
    before &&
    (before.measuredJoules === null
      ? 'was not measured'
      : `was ${formatEnergy(before.measuredJoules)}${isPartial(before.coverage) ? ' partly measured' : ''}`);
  if (measuredJoules === null) {
    return (
      <Figure
        label="Energy"
        value={<span className="unknown-value text-md">not measured</span>}
        basis={words(of, was)}
      />
    );
  }
  const covered = coverage === null ? 'coverage unknown' : `${formatCoverage(coverage)} covered`;
  if (!hasHeadline(coverage)) {
    return (
      <Figure
        label="Energy"
        value={<span className="unknown-value text-md">too little measured</span>}
        basis={words(`${formatEnergy(measuredJoules)} in the part measured`, covered, of, was)}
      />
    );
  }
  const { value, unit } = splitUnit(formatEnergy(measuredJoules));
  return (
    <Figure
      label="Energy"
      value={value}
      unit={unit}
      basis={
        <>
          {words(covered, of, was)} {isPartial(coverage) && <Tag tone="warning">partial</Tag>}
        </>
      }
    />
  );
}

const words = (...parts: (string | false | null)[]): string => parts.filter(Boolean).join(', ');
const usedWords = ({ bookedMachineMs, usedMachineMs }: Totals): string =>
  bookedMachineMs > 0 ? `${formatPercent(usedMachineMs / bookedMachineMs)} of booked` : 'nothing was booked';
const usedBefore = (before: Totals): string =>
  before.bookedMachineMs > 0
    ? `${hours(before.usedMachineMs)} h, ${formatPercent(before.usedMachineMs / before.bookedMachineMs)}`
    : '0 h';
const plural = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
