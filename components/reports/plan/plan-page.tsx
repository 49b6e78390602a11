'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { lastMonths } from '@/shared/domain/report-period.ts';
import { changeAddress } from '../../layout/change-address.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import '../../ui/list-table.css';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { changeQuery } from '../report-address.ts';
import { type ReportAsk, ReportShell } from '../report-shell.tsx';
import '../reports.css';
import './plan.css';
import { PlanBody } from './plan-body.tsx';
import { type PlanQuestion, planQuery, readPlan } from './plan-question.ts';
import { PlanSentence } from './plan-sentence.tsx';

const HREF = '/reports/plan';
const USUAL_MONTHS = 3;

/** The lab's own bookings replayed against other machines. All of the question stands in the address. */
export const PlanPage = () => (
  <ReportShell
    href={HREF}
    file="plan"
    fileHasAll
    usualSpan={(now, timeZone) => lastMonths(USUAL_MONTHS, now, timeZone)}
  >
    {(ask) => <Plan {...ask} />}
  </ReportShell>
);

function Plan({ span, kind, timeZone, now }: ReportAsk) {
  const trpc = useTRPC();
  const query = useSearchParams();
  const question = readPlan(query);
  const { scale, seed, sets } = question;
  const asked = { ...span, kind, scale, seed, ...(sets && { sets }) };
  const replay = useQuery({
    ...trpc.reports.plan.queryOptions(asked, { trpc: { abortOnUnmount: true } }),
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState(1);
  const ask = (change: Partial<PlanQuestion>): void =>
    changeAddress(`${HREF}?${planQuery(query, change)}`, 'push');
  const shown = replay.data?.sets ?? [];
  return (
    <div className="report">
      <PlanSentence
        question={question}
        sets={shown}
        span={span}
        timeZone={timeZone}
        now={now}
        onAsk={ask}
        onSpan={(it) => changeAddress(`${HREF}?${changeQuery(query, { span: it })}`, 'push')}
      />
      {replay.isPending && <SkeletonRows label="Loading the replay" count={8} />}
      {replay.isError && <ErrorNote error={replay.error} onRetry={() => void replay.refetch()} />}
      {replay.data?.refusal && (
        <EmptyState title={replay.data.refusal.title}>{replay.data.refusal.words}</EmptyState>
      )}
      {replay.data && !replay.data.refusal && (
        <PlanBody
          replay={replay.data}
          asked={asked}
          chosen={Math.min(chosen, shown.length - 1)}
          onChoose={setChosen}
          now={now}
        />
      )}
    </div>
  );
}
