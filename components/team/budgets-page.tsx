'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { AppRouter } from '@/server/trpc/root.ts';
import { budgetAmount } from '@/shared/domain/budgets.ts';
import { formatPercent } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { Meter } from '../ui/meter.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { LastChanged } from './last-changed.tsx';
import { SettingsHeader } from './settings-header.tsx';

const BudgetDialog = later(() => import('./budget-dialog.tsx'));
export type BudgetView = inferRouterOutputs<AppRouter>['budgets']['list'][number];

/** How much teams, projects and keys may use, and how much of it is used. */
export function BudgetsPage() {
  const trpc = useTRPC();
  const can = useCan();
  const list = useQuery(trpc.budgets.list.queryOptions({}));
  const [asked, setAsked] = useState<{ budget: BudgetView | null } | null>(null);
  const mayManage = can('cost:manage');
  const add = {
    label: 'Add a budget',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAsked({ budget: null }),
  };
  return (
    <>
      <SettingsHeader facts="Budgets" actions={mayManage ? [add] : []} />
      <main id="main" className="page-body max-w-[60rem]">
        {list.isPending && <SkeletonRows label="Loading the budgets" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState
            title="No budgets"
            action={
              mayManage && (
                <Button look="primary" onClick={add.onSelect}>
                  Add a budget
                </Button>
              )
            }
          >
            A budget is of a team, a project or a key: machine-hours, cost, tokens or energy, a month or in
            all. It warns near its end, and refuses what goes over it if it should. A project’s own budget in
            Projects goes on beside.
          </EmptyState>
        )}
        <ul>
          {list.data?.map((it) => (
            <Row key={it.id} budget={it} onChange={() => setAsked({ budget: it })} />
          ))}
        </ul>
        {list.data && list.data.length > 0 && (
          <p className="py-3 text-sm text-muted">
            Cost and hours count what is booked ahead and asked for too. Tokens are those in and out, of a
            team or project those its machines answered; energy counts once a session has settled. Simulated
            machines use none.
          </p>
        )}
        <LastChanged kind="budget" />
      </main>
      {asked && <BudgetDialog budget={asked.budget} onClose={() => setAsked(null)} />}
    </>
  );
}

function Row({ budget, onChange }: { budget: BudgetView; onChange: () => void }) {
  const can = useCan();
  const { name, scope, amount, period, used, share, state, refuses, warnShare } = budget;
  const title = scope === 'key' ? name : `the ${scope} ${name}`;
  return (
    <li className="border-b border-border py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="flex flex-wrap items-center gap-2">
          <b className="font-strong">
            <Written text={title} />
          </b>
          {state === 'near' && <Tag tone="warning">near its end</Tag>}
          {state === 'over' && <Tag tone="fault">used up</Tag>}
        </p>
        {can('cost:manage') && (
          <span className="flex gap-2">
            <Button small look="quiet" onClick={onChange} aria-label={`Change the budget of ${title}`}>
              Change…
            </Button>
            <RemoveButton budget={budget} title={title} />
          </span>
        )}
      </div>
      <p className="py-1 text-sm">
        {budgetAmount(budget, used)} of {budgetAmount(budget, amount)}{' '}
        {period === 'month' ? 'this month' : 'in all'}, {formatPercent(share)}
      </p>
      <Meter ratio={Math.min(1, share)} tone={state === 'within' ? 'plain' : 'busy'} />
      <p className="pt-1 text-xs text-muted">
        Warns from {formatPercent(warnShare)}; {refuses ? 'refuses what goes over' : 'refuses nothing'}.{' '}
        <Written text={`Set by ${budget.createdByName}.`} />
      </p>
    </li>
  );
}

function RemoveButton({ budget, title }: { budget: BudgetView; title: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation(
    trpc.budgets.remove.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.budgets.pathFilter());
        toast.done('Budget removed');
        setAsked(false);
      },
    }),
  );
  return (
    <>
      <Button small look="quiet" onClick={() => setAsked(true)} aria-label={`Remove the budget of ${title}`}>
        Remove…
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove the budget of ${title}?`}
        keepLabel="Keep it"
        confirmLabel="Remove the budget"
        busyLabel="Removing…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ id: budget.id })}
      >
        {budgetAmount(budget, budget.amount)} {budget.period === 'month' ? 'a month' : 'in all'}: nothing
        warns or refuses by it any more. What was used stays in the reports.
      </ConfirmDialog>
    </>
  );
}
