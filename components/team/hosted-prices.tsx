'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDate, formatMoney, formatZonedMoment } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import type { HostedPriceView, PricesView } from './price-words.ts';

const HostedPriceDialog = later(() => import('./hosted-price-dialog.tsx'));

/** What hosted APIs ask for tokens, as the lab entered it: what Reports, Elsewhere holds its own against. */
export function HostedPrices({ timeZone, now }: Pick<PricesView, 'timeZone' | 'now'>) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayManage = useCan()('cost:manage');
  const list = useQuery(trpc.costs.hostedPrices.queryOptions({}));
  const [edited, setEdited] = useState<HostedPriceView | 'new' | null>(null);
  const [removed, setRemoved] = useState<HostedPriceView | null>(null);
  const remove = useMutation(
    trpc.costs.removeHostedPrice.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        void queries.invalidateQueries(trpc.reports.elsewhere.pathFilter());
        toast.done('Price removed');
        setRemoved(null);
      },
    }),
  );
  const models = list.data?.models ?? [];
  const nameOf = (modelId: string): string =>
    models.find((it) => it.modelId === modelId)?.modelTitle ?? modelId;
  return (
    <section aria-labelledby="hosted-prices">
      <div className="mt-6 flex flex-wrap items-end justify-between gap-2 border-b border-border-strong pb-2">
        <h2 id="hosted-prices">Hosted APIs</h2>
        {mayManage && list.data && (
          <Button small look="quiet" onClick={() => setEdited('new')}>
            Enter a price…
          </Button>
        )}
      </div>
      {list.isPending && <SkeletonRows label="Loading hosted prices" count={2} />}
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.prices.length === 0 && (
        <p className="py-3 text-sm text-text-2">
          None entered. With one, Reports, Elsewhere tells what the lab’s tokens would have cost there;
          nothing is charged by it.
        </p>
      )}
      <ul>
        {list.data?.prices.map((it) => (
          <li key={it.id} className="flex flex-wrap items-start gap-2 border-b border-border py-3 text-sm">
            <div className="min-w-0 flex-1">
              <b className="font-strong">
                <Written text={it.name} />
              </b>
              , as of {formatDate(it.asOf)}: {formatMoney(it.inputPrice, it.currency)} for a million tokens
              in, {formatMoney(it.outputPrice, it.currency)} out
              {it.modelId !== null && (
                <>
                  , held against <Written text={nameOf(it.modelId)} />
                </>
              )}
              <p className="text-xs text-muted">
                <Written
                  text={`${it.source} · entered by ${it.changedByName}, ${formatZonedMoment(it.changedAt, timeZone, now)}`}
                />
              </p>
            </div>
            {mayManage && (
              <span className="flex gap-1">
                <Button
                  small
                  look="quiet"
                  aria-label={`Change ${it.name} as of ${formatDate(it.asOf)}`}
                  onClick={() => setEdited(it)}
                >
                  Change…
                </Button>
                <Button
                  small
                  look="quiet"
                  aria-label={`Remove ${it.name} as of ${formatDate(it.asOf)}`}
                  onClick={() => setRemoved(it)}
                >
                  Remove…
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited && (
        <HostedPriceDialog
          price={edited === 'new' ? null : edited}
          models={models}
          clock={{ timeZone, now }}
          onClose={() => setEdited(null)}
        />
      )}
      <ConfirmDialog
        open={removed !== null}
        onOpenChange={() => setRemoved(null)}
        title={`Remove ${removed?.name ?? ''} as of ${removed ? formatDate(removed.asOf) : ''}?`}
        keepLabel="Keep it"
        confirmLabel="Remove price"
        busyLabel="Removing…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => removed && remove.mutate({ id: removed.id })}
      >
        Reports hold tokens against the price before it, or say that none is known.
      </ConfirmDialog>
    </section>
  );
}
