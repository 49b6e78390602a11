'use client';

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
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { Figure } from '../ui/figure.tsx';
import { Tag } from '../ui/tag.tsx';
import { EnergyBlock } from './energy-block.tsx';
import { hoursIn } from '@/shared/domain/month.ts';
import { KeyBlock } from './key-block.tsx';
import { ProjectBlock } from './project-block.tsx';
import { hours } from './report-numbers.ts';
import '../ui/list-table.css';
import './reports.css';
import { SessionTable } from './session-table.tsx';
import { SimulatedBlock } from './simulated-block.tsx';
import { otherCostWords, ownPriceSentences, tariffSentences } from './tariff-words.ts';
import type { ReportView } from './types.ts';
import { UseBlock } from './use-block.tsx';

type ReportBodyProps = { report: ReportView; shown: ShownKind };

/** The report of a stretch of time: what was booked and used, what it drew, what it cost, session by session. */
export default function ReportBody({ report, shown }: ReportBodyProps) {
  return (
    <div className="report">
      {shown === 'real' ? <RealReport report={report} /> : <SimulatedReport report={report} />}
      <p className="report-foot">
        {[...tariffSentences(report), ...ownPriceSentences(report)].join(' ')} Time without a reading adds
        nothing to the sums. Simulated machines are in no number of real ones.
      </p>
    </div>
  );
}

function SimulatedReport({ report }: { report: ReportView }) {
  return (
    <>
      <SimulatedBlock report={report} />
      <KeyBlock report={report} simulated />
    </>
  );
}

function RealReport({ report }: { report: ReportView }) {
  const real = report.machines.filter((it) => !it.simulated);
  const lengthHours = hoursIn({ from: new Date(report.from), to: new Date(report.to) });
  return (
    <>
      <LeadingFigures report={report} />
      {real.length > 0 && <UseBlock report={report} machines={real} lengthHours={lengthHours} />}
      {real.length > 0 && <EnergyBlock report={report} machines={real} />}
      <ProjectBlock report={report} />
      <KeyBlock report={report} />
      <SessionTable
        title="Sessions"
        sessions={report.sessions.filter((it) => !it.simulated)}
        currency={report.tariff.currency}
        timeZone={report.timeZone}
        total={report.totals.sessions}
        empty="No session ran on a real machine in this time."
      />
    </>
  );
}

function LeadingFigures({ report }: { report: ReportView }) {
  const { totals, tariff } = report;
  const tokens = splitUnit(formatTokens(totals.completionTokens));
  const used =
    totals.bookedMachineMs > 0
      ? `${formatPercent(totals.usedMachineMs / totals.bookedMachineMs)} of booked`
      : 'nothing was booked';
  return (
    <dl className="report-figures">
      <Figure label="Booked" value={leading(hours(totals.bookedMachineMs))} unit="h" basis="machine-hours" />
      <Figure label="Used" value={leading(hours(totals.usedMachineMs))} unit="h" basis={used} />
      <Figure
        label="Tokens out"
        value={tokens.value}
        unit={tokens.unit}
        basis={`${plural(totals.requests, 'request', 'requests')}, ${plural(totals.people, 'person', 'people')}`}
      />
      <EnergyFigure report={report} />
      <Figure
        label="Cost"
        value={formatMoney(totals.cost, tariff.currency)}
        basis={[
          totals.electricityCost === null
            ? 'electricity not measured'
            : `of it electricity ${formatMoney(totals.electricityCost, tariff.currency)}`,
          ...otherCostWords(totals.otherCosts).map((it) => `and ${it} apart`),
        ].join(', ')}
      />
    </dl>
  );
}

function EnergyFigure({ report }: { report: ReportView }) {
  const { measuredJoules, coverage, measuredMachines, machines } = report.totals;
  const basis = `${measuredMachines} of ${plural(machines, 'Mac', 'Macs')} measured`;
  if (measuredJoules === null) {
    return (
      <Figure
        label="Energy"
        value={<span className="unknown-value text-md">not measured</span>}
        basis={basis}
      />
    );
  }
  const covered = coverage === null ? 'coverage unknown' : `${formatCoverage(coverage)} covered`;
  if (!hasHeadline(coverage)) {
    return (
      <Figure
        label="Energy"
        value={<span className="unknown-value text-md">too little measured</span>}
        basis={`${formatEnergy(measuredJoules)} in the part measured, ${covered}, ${basis}`}
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
          {covered}, {basis} {isPartial(coverage) && <Tag tone="warning">partial</Tag>}
        </>
      }
    />
  );
}

/** A leading figure drops the digit after the point once it has three before it. */
const leading = (text: string): string =>
  text.replaceAll(',', '').length > 4 ? text.replace(/\.\d$/, '') : text;
const plural = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
