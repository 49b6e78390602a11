'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ShoppingCart } from 'lucide-react';
import { formatMemory, formatRate } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import { fitInputOf, LEAST_RATES, type Question } from './question.ts';
import { listFewNames } from './words.ts';

type WhatToBuyProps = { question: Question; onAsk: (change: Partial<Question>) => void };

/** The smallest additions from the catalogue that make it fit. */
export function WhatToBuy({ question, onAsk }: WhatToBuyProps) {
  const trpc = useTRPC();
  const { machineIds: _all, ...asked } = fitInputOf(question);
  const { leastPerSecond } = question;
  const plan = useQuery({
    ...trpc.planning.toBuy.queryOptions({ ...asked, leastPerSecond }),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label="What to buy">
      <header className="fit-head">
        <h2>What to buy</h2>
        <span className="text-sm text-muted">to run it at</span>
        <Pick
          label="Least rate"
          value={String(leastPerSecond)}
          options={withOwn(LEAST_RATES, leastPerSecond).map((it) => [
            String(it),
            it === 0 ? 'any rate' : `${formatRate(it)} or more`,
          ])}
          onChange={(value) => onAsk({ leastPerSecond: Number(value) })}
        />
        <span className="text-sm text-muted">
          beside our own Macs or without them. Fewer come first, then less memory: the catalogue knows no
          prices.
        </span>
      </header>
      {plan.isError && <ErrorNote error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data?.purchases.length === 0 && (
        <p className="text-text-2">No four Macs on sale would run it like this, with ours or without.</p>
      )}
      <ul>
        {plan.data?.purchases.map((it) => (
          <li key={it.id} className="flex gap-3 border-t border-border py-2">
            <ShoppingCart aria-hidden size={16} strokeWidth={1.6} className="mt-0.5 flex-none text-muted" />
            <span>
              <b>
                {it.count === 1 ? 'One' : `${it.count} ×`} {it.name}
              </b>
              {it.joins.length > 0 && <> beside {listFewNames(it.joins)}</>}
              <span className="block text-sm text-text-2">
                {formatMemory(it.totalBytes)} of {formatMemory(it.limitBytes)}
                {it.count + it.joins.length > 1 && ' on each'}
                {it.decodePerSecond && (
                  <>
                    {' · '}
                    {it.decodePerSecond.basis === 'estimated' && '≈ '}
                    {formatRate(it.decodePerSecond.value)},{' '}
                    {it.decodePerSecond.basis === 'estimated' ? 'estimate' : it.decodePerSecond.basis}
                  </>
                )}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
