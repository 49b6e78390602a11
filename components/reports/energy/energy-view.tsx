'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import '../../ui/list-table.css';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { FrozenNote } from '../frozen-note.tsx';
import { barStep } from '../report-bars.ts';
import type { ReportAsk } from '../report-shell.tsx';
import '../reports.css';
import { EnergyBody } from './energy-body.tsx';

export default function EnergyView({ before: _before, ...ask }: ReportAsk) {
  const trpc = useTRPC();
  const steps = barStep(ask.span) === 'hour' ? 'hours' : 'days';
  const briefly = { trpc: { abortOnUnmount: true } };
  const energy = useQuery(trpc.reports.energy.queryOptions({ ...ask.span, kind: ask.kind, steps }, briefly));
  if (energy.isPending) return <SkeletonRows label="Loading the energy" count={8} />;
  if (energy.isError) return <ErrorNote error={energy.error} onRetry={() => void energy.refetch()} />;
  return (
    <>
      {energy.data.frozenAt && <FrozenNote frozenAt={energy.data.frozenAt} timeZone={ask.timeZone} />}
      <EnergyBody {...ask} report={energy.data} />
    </>
  );
}
