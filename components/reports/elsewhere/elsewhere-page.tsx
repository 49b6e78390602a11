'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import '../../ui/list-table.css';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { type ReportAsk, ReportShell } from '../report-shell.tsx';
import '../reports.css';
import { FourStudios } from './four-studios.tsx';
import { HostedBlock } from './hosted-block.tsx';
import { HostBlock } from './host-block.tsx';
import { ModelBlock } from './model-block.tsx';

/** The same tokens and the same hours elsewhere: side by side, with what each number is of. */
export const ElsewherePage = () => (
  <ReportShell href="/reports/elsewhere">{(ask) => <ElsewhereBody {...ask} />}</ReportShell>
);

function ElsewhereBody({ span, kind }: ReportAsk) {
  const trpc = useTRPC();
  const ask = { ...span, simulated: kind === 'simulated' };
  const elsewhere = useQuery(trpc.reports.elsewhere.queryOptions(ask, { trpc: { abortOnUnmount: true } }));
  if (elsewhere.isPending) return <SkeletonRows label="Loading the comparison" count={8} />;
  if (elsewhere.isError)
    return <ErrorNote error={elsewhere.error} onRetry={() => void elsewhere.refetch()} />;
  const { models, leftOut, referencesCompiled } = elsewhere.data;
  return (
    <div className="report">
      <ModelBlock
        models={models}
        leftOut={leftOut}
        compiled={referencesCompiled}
        isSimulated={ask.simulated}
      />
      <HostedBlock {...elsewhere.data} isSimulated={ask.simulated} />
      <HostBlock {...elsewhere.data} />
      <FourStudios />
    </div>
  );
}
