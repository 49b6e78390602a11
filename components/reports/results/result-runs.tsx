'use client';

import { ReportBlock } from '../report-block.tsx';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatCount, formatDateTime, formatPercent } from '@/shared/domain/format.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { byCursor } from '../../ui/by-cursor.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Written } from '../../ui/written.tsx';
import { RunPlot } from './run-plot.tsx';
import type { Result, Run } from './types.ts';
import { firstTokenText, rateText, versionWords } from '../../metrics/rate-words.ts';
import { keyOf } from './words.ts';

type ResultRunsProps = {
  result: Result;
  ask: Span & { simulated: boolean; alone: boolean };
  timeZone: string;
  now: Date;
};

/** What one result is made of: each run, and the session it ran in. */
export function ResultRuns({ result, ask, timeZone, now }: ResultRunsProps) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.results.runs.infiniteQueryOptions({ ...ask, key: keyOf(result), limit: 200 }, byCursor),
  );
  const runs = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const { fall } = result;
  return (
    <ReportBlock
      id="result-runs"
      title={
        <>
          <Written text={result.modelTitle} /> on {result.macs}
        </>
      }
      facts={
        fall
          ? `${formatPercent(fall.share)} slower than the ${rateText(fall.tokensPerSecond)} tok/s of ${formatCount(fall.runs)} runs with ${versionWords(fall)}`
          : versionWords(result)
      }
    >
      {list.isPending && <SkeletonRows label="Loading the runs" count={4} />}
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {runs.length > 0 && <RunPlot runs={runs} result={result} timeZone={timeZone} now={now} />}
      {runs.length > 0 && (
        <div className="min-w-0">
          <ScrollRegion className="report-scroll max-h-96 overflow-y-auto" label="Runs, newest first">
            <RunTable runs={runs} timeZone={timeZone} now={now} />
          </ScrollRegion>
          <LoadMore query={list} label="Show older runs" />
        </div>
      )}
    </ReportBlock>
  );
}

function RunTable({ runs, timeZone, now }: { runs: Run[]; timeZone: string; now: Date }) {
  return (
    <table className="list-table report-table">
      <caption className="sr-only">Runs, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Ended</th>
          <NumberHeads of={['In', 'Out', 'First token', 'tok/s', 'J a token']} />
        </tr>
      </thead>
      <tbody>
        {runs.map((it) => (
          <tr key={it.id}>
            <th scope="row">
              <Link className="link" prefetch={false} href={`/sessions/${it.sessionId}`}>
                {formatDateTime(it.endedAt, timeZone, now)}
              </Link>
            </th>
            <td className="number">{formatCount(it.promptTokens)}</td>
            <td className="number">{formatCount(it.completionTokens)}</td>
            <td className="number">
              {it.firstTokenMs === null ? 'not told' : firstTokenText(it.firstTokenMs)}
            </td>
            <td className="number">{rateText(it.tokensPerSecond)}</td>
            <td className="number">
              {it.energyJoules === null ? 'not measured' : rateText(it.energyJoules / it.completionTokens)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
