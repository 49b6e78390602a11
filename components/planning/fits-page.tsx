'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { changeAddress } from '../layout/change-address.ts';
import { announce } from '../layout/live-region.tsx';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { AskSentence } from './ask-sentence.tsx';
import './fits.css';
import { addressOf, checksAddress, fitInputOf, type Question, questionOf } from './question.ts';
import { SetGroups } from './set-groups.tsx';
import { WhatToBuy } from './what-to-buy.tsx';

const ModelsFor = later(() => import('./models-for.tsx'));
const ReadConfig = later(() => import('./read-config.tsx'));
const BOOK: PageAction = {
  label: 'Book',
  main: true,
  icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
  href: '/bookings?book=1',
};

/** Which of the lab's sets can run a model, how fast, and if none, why and what would. */
export function FitsPage() {
  const trpc = useTRPC();
  const can = useCan();
  const question = questionOf(useSearchParams());
  const plan = useQuery({
    ...trpc.planning.fit.queryOptions(fitInputOf(question)),
    placeholderData: keepPreviousData,
  });
  const ask = (change: Partial<Question>, how: 'push' | 'replace' = 'push') =>
    changeAddress(addressOf({ ...question, ...change }), how);
  const sets = plan.data?.sets ?? [];
  return (
    <>
      <PageHeader
        title="Macs"
        facts="what each may use as the Macs report it, else estimated"
        actions={can('booking:create') ? [BOOK] : []}
        tabs={machineTabs('/machines/fits')}
      />
      <main id="main" className="page-body">
        <AskSentence
          question={question}
          model={plan.isError ? null : (plan.data?.model ?? null)}
          onAsk={(change) => {
            ask(change);
            announce('Planning again');
          }}
        />
        {plan.isPending && <SkeletonRows label="Loading the sets" count={6} />}
        {plan.isError && (
          <div className="pt-4">
            <ErrorNote
              error={plan.error}
              onRetry={() => void plan.refetch()}
              {...(question.machineIds.length > 0 && {
                action: (
                  <ButtonLink small href={addressOf({ ...question, machineIds: [] })}>
                    Any of our sets
                  </ButtonLink>
                ),
              })}
            />
          </div>
        )}
        {plan.data && !plan.isError && sets.length === 0 && (
          <EmptyState
            title="No machines yet"
            action={<ButtonLink href="/machines">To the list of Macs</ButtonLink>}
          >
            The lab’s sets appear here once agents have joined. What would have to be bought is told below.
          </EmptyState>
        )}
        {plan.data && !plan.isError && (
          <div aria-busy={plan.isPlaceholderData}>
            <SetGroups
              plan={plan.data}
              checksOf={(machineIds) => checksAddress(question, machineIds)}
              onModels={(modelsFor) => ask({ modelsFor })}
            />
            <WhatToBuy question={question} onAsk={ask} />
          </div>
        )}
      </main>
      {question.isReading && can('model:keep') && (
        <ReadConfig
          onClose={() => ask({ isReading: false }, 'replace')}
          onPlan={(modelId) => ask({ modelId, quantisation: null, isReading: false }, 'replace')}
        />
      )}
      {question.modelsFor.length > 0 && (
        <ModelsFor
          question={question}
          onClose={() => ask({ modelsFor: [] }, 'replace')}
          onChoose={(modelId, quantisation) => ask({ modelId, quantisation, modelsFor: [] }, 'replace')}
        />
      )}
    </>
  );
}
