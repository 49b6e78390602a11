'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, Upload } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { BenchmarkTable } from '../../metrics/benchmark-table.tsx';
import { changeAddress } from '../../layout/change-address.ts';
import { useCan } from '../../providers/me.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { ReportBlock } from '../report-block.tsx';
import { type ReportAsk, ReportShell } from '../report-shell.tsx';
import '../reports.css';
import { Button } from '../../ui/button.tsx';
import { download } from '../../ui/download.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import '../../ui/list-table.css';
import { later } from '../../ui/later.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { benchRows } from './bench-files.ts';
import { ExportMenu } from './export-menu.tsx';
import { ImportedBlock } from './imported-block.tsx';
import { ResultRuns } from './result-runs.tsx';
import { ResultTable } from './result-table.tsx';
import './results.css';
import { resultsCsv } from './results-csv.ts';
import { nameOfKey } from './words.ts';

const ImportDialog = later(() => import('./import-dialog.tsx'));

const HREF = '/reports/models';
const LOADS = [
  { value: 'alone', label: 'One answer at once' },
  { value: 'any', label: 'Any load' },
] as const;

/** How fast models answered here, and on what energy, held against what was expected. */
export const ResultsPage = () => <ReportShell href={HREF}>{(ask) => <Results {...ask} />}</ReportShell>;

function Results({ span, kind, timeZone, now }: ReportAsk) {
  const trpc = useTRPC();
  const may = useCan();
  const query = useSearchParams();
  const [isImporting, setImporting] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const load = query.get('load') === 'any' ? 'any' : 'alone';
  const ask = { ...span, simulated: kind === 'simulated', alone: load === 'alone' };
  const list = useQuery(trpc.results.list.queryOptions(ask, { trpc: { abortOnUnmount: true } }));
  const benchmarks = useQuery(
    trpc.results.benchmarks.queryOptions({ ...span, simulated: ask.simulated, limit: 50 }),
  );
  const imports = useQuery(trpc.results.imports.queryOptions({}));
  const setLoad = (value: 'alone' | 'any'): void => {
    const next = new URLSearchParams(query);
    next.set('load', value);
    changeAddress(`${HREF}?${next}`, 'replace');
  };
  const results = list.data?.results ?? [];
  const open = results.find((it) => nameOfKey(it) === chosen) ?? results.find((it) => it.fall);
  return (
    <>
      <div className="no-print flex flex-wrap items-center gap-3 pb-4">
        <Segmented label="Answers that count" options={LOADS} value={load} onChange={setLoad} />
        <span className="flex flex-wrap gap-2 tablet:ml-auto">
          {may('result:import') && (
            <Button
              icon={<Upload aria-hidden size={16} strokeWidth={1.6} />}
              onClick={() => setImporting(true)}
            >
              Import…
            </Button>
          )}
          {may('report:export') && (
            <ExportMenu
              rows={() =>
                benchRows({
                  results,
                  benchmarks: benchmarks.data?.benchmarks ?? [],
                  imports: imports.data?.imports ?? [],
                  isSimulated: ask.simulated,
                })
              }
            />
          )}
          {results.length > 0 && (
            <Button onClick={() => download(resultsCsv(results, ask.simulated), 'model-results.csv')}>
              <Download aria-hidden size={16} strokeWidth={1.6} />
              CSV
            </Button>
          )}
        </span>
        {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
      </div>
      {list.isPending && <SkeletonRows label="Loading the results" count={6} />}
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && results.length === 0 && (
        <EmptyState title="No answers long enough to measure in this time">
          A run is an answer of 16 tokens or more that was written to its end
          {load === 'alone' ? ' and had its session to itself. Look at any load, or at another time.' : '.'}
        </EmptyState>
      )}
      {results.length > 0 && <ResultTable results={results} chosen={open ?? null} onChoose={setChosen} />}
      {(list.data?.leftOut ?? 0) > 0 && (
        <p className="text-sm text-muted">{list.data!.leftOut} more: choose a shorter time to see them.</p>
      )}
      {open && <ResultRuns key={nameOfKey(open)} result={open} ask={ask} timeZone={timeZone} now={now} />}
      {benchmarks.isError && <ErrorNote error={benchmarks.error} onRetry={() => void benchmarks.refetch()} />}
      {benchmarks.data && (
        <ReportBlock
          id="results-benchmarks"
          title="Benchmarks"
          facts="fixed prompts, begun on the page of a ready session; not among the runs above"
          isWide
        >
          {benchmarks.data.benchmarks.length === 0 ? (
            <p className="text-muted">None was run in this time.</p>
          ) : (
            <BenchmarkTable benchmarks={benchmarks.data.benchmarks} timeZone={timeZone} now={now} />
          )}
          {benchmarks.data.hasMore && (
            <p className="text-sm text-muted">There are more: choose a shorter time to see them.</p>
          )}
        </ReportBlock>
      )}
      {imports.isError && <ErrorNote error={imports.error} onRetry={() => void imports.refetch()} />}
      {imports.data && imports.data.imports.length > 0 && (
        <ImportedBlock {...imports.data} timeZone={timeZone} now={now} />
      )}
      <p className="report-foot">
        A run is a whole answer of 16 tokens or more. Waiting and loading are left out of tok/s; joules a
        token count all Macs of the session while it answered. Bars show the middle half of the runs and their
        median beside what the planner expects, which knows nothing of what was measured here. Fewer than 30 s
        of readings say nothing of energy. Slower by more than a tenth than with the versions before is
        marked, from 20 runs on each side.
      </p>
    </>
  );
}
