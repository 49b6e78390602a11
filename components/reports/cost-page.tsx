'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { coverage } from '@/shared/domain/energy-figures.ts';
import {
  formatCoverage,
  formatMonth,
  formatPercent,
  formatTokens,
  splitUnit,
} from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Figure } from '../ui/figure.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Written } from '../ui/written.tsx';
import '../ui/list-table.css';
import { CarbonBlock } from './carbon-block.tsx';
import { CostTable } from './cost-table.tsx';
import {
  chargedOf,
  type CostFiguresView,
  type CostView,
  electricityOf,
  moneyWords,
  perMillionWords,
  unusedOf,
} from './cost-words.ts';
import { hours, kilowattHours } from './report-numbers.ts';
import { type ReportAsk, ReportShell } from './report-shell.tsx';
import './reports.css';
import { tariffSentences } from './tariff-words.ts';

/** What time, energy and tokens came to, by team, project and machine. */
export function CostPage() {
  return <ReportShell href="/reports/cost">{(ask) => <Cost {...ask} />}</ReportShell>;
}

function Cost({ span, kind }: ReportAsk) {
  const trpc = useTRPC();
  const report = useQuery(trpc.costs.report.queryOptions(span, { trpc: { abortOnUnmount: true } }));
  if (report.isPending) return <SkeletonRows label="Loading the costs" count={8} />;
  if (report.isError) return <ErrorNote error={report.error} onRetry={() => void report.refetch()} />;
  const { teams, projects, machines, total } = report.data[kind];
  return (
    <div className="report">
      <CostFigures total={total} />
      <CostTable
        title="By team"
        head="Team"
        rows={teams}
        total={total}
        nameOf={(it) => (it.name === null ? none('No team') : <Written text={it.name} />)}
      />
      <CostTable
        title="By project"
        head="Project"
        rows={projects}
        total={total}
        nameOf={(it) => (it.name === null ? none('No project') : <Written text={it.name} />)}
      />
      <CostTable
        title="By machine"
        head="Machine"
        rows={machines}
        total={total}
        nameOf={(it) => <Link href={`/machines/${it.id}`}>{<Written text={it.name ?? ''} />}</Link>}
      />
      <section className="report-block">
        <CarbonBlock total={total} carbon={report.data.carbon} />
      </section>
      <Foot report={report.data} total={total} />
    </div>
  );
}

const none = (words: string): ReactNode => <span className="text-muted">{words}</span>;

function CostFigures({ total }: { total: CostFiguresView }) {
  const tokens = splitUnit(formatTokens(total.completionTokens));
  const perMillion = perMillionWords(total);
  const electricity = electricityOf(total);
  const covered = coverage(total.coveredMs, total.windowMs);
  const used =
    total.reservedMs > 0 ? `${formatPercent(total.usedMs / total.reservedMs)} of reserved` : undefined;
  return (
    <dl className="report-figures">
      <Figure label="Reserved" value={hours(total.reservedMs)} unit="h" basis="machine-hours" />
      <Figure label="Used" value={hours(total.usedMs)} unit="h" basis={used} />
      <Figure
        label="Session energy"
        {...(total.joules === null
          ? { value: <span className="unknown-value text-md">not measured</span> }
          : { value: kilowattHours(total.joules), unit: 'kWh' })}
        basis={covered === null ? undefined : `${formatCoverage(covered)} covered`}
      />
      <Figure
        label="A million tokens"
        value={perMillion ?? <span className="unknown-value text-md">too few tokens</span>}
        basis={`charged ÷ ${tokens.value}${tokens.unit ? ` ${tokens.unit}` : ''} tokens out, as measured`}
      />
      <Figure
        label="Charged"
        value={moneyWords(chargedOf(total))}
        basis={`${moneyWords(unusedOf(total))} of it reserved and not used; ${
          electricity.length === 0 ? 'electricity not measured' : `electricity ${moneyWords(electricity)}`
        }`}
      />
    </dl>
  );
}

function Foot({ report, total }: { report: CostView; total: CostFiguresView }) {
  const unpriced = `${hours(total.unpricedMs)} h of charged time have no known price and are in no sum.`;
  const frozen = report.frozen.map((it) => formatMonth(`${it.month}-01`)).join(', ');
  return (
    <p className="report-foot">
      {tariffSentences(report).join(' ')} Charged is reserved time at its price; electricity is told beside it
      and is not added. A session’s tokens are shared alike among its machines.{' '}
      {total.unpricedMs > 0 && unpriced} {frozen && `Frozen, as it was kept: ${frozen}.`} Real and simulated
      machines are never added up.
    </p>
  );
}
