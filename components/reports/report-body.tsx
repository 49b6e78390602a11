'use client';

import '../ui/list-table.css';
import { EnergyBlock } from './energy-block.tsx';
import { KeyBlock } from './key-block.tsx';
import { kindReport } from './kind-report.ts';
import { LeadingFigures } from './leading-figures.tsx';
import { ProjectBlock } from './project-block.tsx';
import { reportBars } from './report-bars.ts';
import type { ReportAsk } from './report-shell.tsx';
import './reports.css';
import { SessionTable } from './session-table.tsx';
import { SimulatedNote } from './simulated-note.tsx';
import { ownPriceSentences, tariffSentences } from './tariff-words.ts';
import type { ReportView } from './types.ts';
import { UseBlock } from './use-block.tsx';

type ReportBodyProps = Pick<ReportAsk, 'span' | 'kind' | 'timeZone' | 'now'> & {
  report: ReportView;
  /** The same of the time before, once it is there. */
  before: ReportView | null;
};

/** The report of a stretch of time: what was booked and used, what it drew, what it cost, session by session. */
export default function ReportBody({ report: both, before, kind, ...ask }: ReportBodyProps) {
  const report = kindReport(both, kind);
  const bars = reportBars(report.days, ask);
  const hasMachines = report.machines.length > 0;
  return (
    <div className="report">
      {kind === 'simulated' && <SimulatedNote />}
      <LeadingFigures report={report} before={before && kindReport(before, kind)} />
      {hasMachines && <UseBlock report={report} bars={bars} asked={ask.span} now={ask.now} />}
      {hasMachines && <EnergyBlock report={report} bars={bars} asked={ask.span} />}
      <ProjectBlock report={report} />
      <KeyBlock report={report} />
      <SessionTable
        title={kind === 'simulated' ? 'Simulated sessions' : 'Sessions'}
        sessions={report.sessions}
        currency={report.tariff.currency}
        timeZone={report.timeZone}
        total={report.totals.sessions}
        empty={`No session ran on a ${kind} machine in this time.`}
      />
      <p className="report-foot">
        {[...tariffSentences(report), ...ownPriceSentences(report)].join(' ')} Time without a reading adds
        nothing to the sums. Real and simulated machines are never added up.
      </p>
    </div>
  );
}
