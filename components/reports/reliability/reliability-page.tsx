'use client';

import { ReportBlock } from '../report-block.tsx';
import { useQuery } from '@tanstack/react-query';
import { formatCount, formatDuration, formatPercent } from '@/shared/domain/format.ts';
import { END_REASON_TITLE } from '@/shared/domain/session-states.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Figure } from '../../ui/figure.tsx';
import '../../ui/list-table.css';
import { Meter } from '../../ui/meter.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Written } from '../../ui/written.tsx';
import { hours } from '../report-numbers.ts';
import { type ReportAsk, ReportShell } from '../report-shell.tsx';
import '../reports.css';
import { FailureTable } from './failure-table.tsx';
import { ModelTable } from './model-table.tsx';
import type { ReliabilityView } from './types.ts';

/** Whether sessions come up and stay up, and what ended those that did not. */
export const ReliabilityPage = () => (
  <ReportShell href="/reports/reliability">{(ask) => <Body {...ask} />}</ReportShell>
);

function Body({ span, kind, timeZone, now }: ReportAsk) {
  const trpc = useTRPC();
  const ask = { ...span, simulated: kind === 'simulated' };
  const reliability = useQuery(
    trpc.reports.reliability.queryOptions(ask, { trpc: { abortOnUnmount: true } }),
  );
  if (reliability.isPending) return <SkeletonRows label="Loading the figures" count={6} />;
  if (reliability.isError)
    return <ErrorNote error={reliability.error} onRetry={() => void reliability.refetch()} />;
  const { rows, causes, machines, failures } = reliability.data;
  return (
    <div className="report">
      <Figures rows={rows} />
      <ModelTable rows={rows} />
      <ReportBlock
        id="reliability-causes"
        title="What ended them"
        facts={
          causes.length === 0 ? 'No session failed in this time.' : 'failed sessions by cause and by Mac'
        }
      >
        {causes.length > 0 && (
          <Shares
            title="Cause"
            rows={causes.map((it) => ({
              key: it.reason,
              name: END_REASON_TITLE[it.reason].replace(/\.$/, ''),
              count: it.failed,
            }))}
          />
        )}
        {causes.length > 0 && (
          <Shares
            title="Mac that was part of it"
            rows={machines
              .filter((it) => it.failed > 0)
              .map((it) => ({ key: it.machineId, name: it.machineName, count: it.failed, of: it.sessions }))}
          />
        )}
      </ReportBlock>
      <FailureTable failures={failures} timeZone={timeZone} now={now} />
      <p className="report-foot">
        Hours served are those in which a session was ready. A session that its people or its booking ended
        has not failed. A failure counts for each Mac of its session; the session’s own words say which of
        them it was.
      </p>
    </div>
  );
}

function Figures({ rows }: Pick<ReliabilityView, 'rows'>) {
  const sum = (of: (row: ReliabilityView['rows'][number]) => number): number =>
    rows.reduce((total, it) => total + of(it), 0);
  const [begun, became, failed, servedMs] = [
    sum((it) => it.begun),
    sum((it) => it.becameReady),
    sum((it) => it.failed),
    sum((it) => it.servedMs),
  ];
  return (
    <dl className="report-figures">
      <Figure label="Begun" value={formatCount(begun)} basis={begun === 1 ? 'session' : 'sessions'} />
      <Figure
        label="Came up"
        value={
          begun === 0 ? (
            <span className="unknown-value text-md">none begun</span>
          ) : (
            formatPercent(became / begun)
          )
        }
        basis={`${formatCount(became)} answered at least once`}
      />
      <Figure label="Served" value={hours(servedMs)} unit="h" basis="ready, all sessions together" />
      <Figure label="Failed" value={formatCount(failed)} basis={failed === 1 ? 'session' : 'sessions'} />
      <Figure
        label="Between failures"
        value={
          failed === 0 ? (
            <span className="unknown-value text-md">none failed</span>
          ) : (
            formatDuration(servedMs / failed)
          )
        }
        basis="hours served for each failure"
      />
    </dl>
  );
}

type SharesProps = { title: string; rows: { key: string; name: string; count: number; of?: number }[] };

function Shares({ title, rows }: SharesProps) {
  const most = Math.max(1, ...rows.map((it) => it.count));
  return (
    <table className="list-table report-table">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" className="number">
            Failed
          </th>
          <th scope="col" className="w-[40%]" aria-hidden />
        </tr>
      </thead>
      <tbody>
        {rows.map((it) => (
          <tr key={it.key}>
            <th scope="row">
              <Written text={it.name} />
            </th>
            <td className="number">
              {formatCount(it.count)}
              {it.of !== undefined && ` of ${formatCount(it.of)}`}
            </td>
            <td aria-hidden>
              <span className="flex h-5 items-center">
                <span className="flex-1">
                  <Meter ratio={it.count / most} tone="mine" />
                </span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
