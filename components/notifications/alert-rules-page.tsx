'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { AlertRuleTable } from './alert-rule-table.tsx';
import { inboxTabs } from './inbox-tabs.ts';
import { SilencedAside } from './silenced-aside.tsx';
import type { AlertRuleView } from './types.ts';
import { useSilence } from './use-silence.tsx';

const AlertRuleDialog = later(() => import('./alert-rule-dialog.tsx'));

/** What is watched and who is told, a line a rule, with what it fires for now. */
export function AlertRulesPage() {
  const trpc = useTRPC();
  const can = useCan();
  const mayManage = can('alert:manage');
  const [asked, setAsked] = useState<{ rule: AlertRuleView | null } | null>(null);
  const [leaving, setLeaving] = useState<AlertRuleView | null>(null);
  const { askOf, dialog } = useSilence();
  const rules = useQuery({ ...trpc.alerts.rules.queryOptions({}), enabled: mayManage });
  const choices = useQuery({ ...trpc.alerts.choices.queryOptions({}), enabled: mayManage });
  useWhenIdle(AlertRuleDialog.warm);
  const add = {
    label: 'New rule',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAsked({ rule: null }),
  };
  const error = rules.error ?? choices.error;
  const firing = rules.data?.reduce((sum, it) => sum + it.firingCount, 0) ?? 0;
  return (
    <>
      <PageHeader
        title="Inbox"
        {...(rules.data && {
          facts: `${rules.data.length === 1 ? '1 rule' : `${rules.data.length} rules`} · ${firing === 0 ? 'nothing fires' : `${firing} firing`}`,
        })}
        actions={mayManage ? [add] : []}
        tabs={inboxTabs('/inbox/rules', mayManage)}
      />
      <main id="main" className="page-body flex flex-col gap-8">
        {!mayManage && (
          <EmptyState title="Admins keep the alert rules">
            What fires stands under Alerts; how you are told is yours to choose.
          </EmptyState>
        )}
        {mayManage && (rules.isPending || choices.isPending) && (
          <SkeletonRows label="Loading the alert rules" />
        )}
        {error && (
          <ErrorNote error={error} onRetry={() => void Promise.all([rules.refetch(), choices.refetch()])} />
        )}
        {rules.data?.length === 0 && (
          <EmptyState title="Nothing is watched">
            Make a rule, and whoever it names is told when it fires.
          </EmptyState>
        )}
        {rules.data && choices.data && rules.data.length > 0 && (
          <AlertRuleTable
            rules={rules.data}
            choices={choices.data}
            onChange={(rule) => setAsked({ rule })}
            onSilence={({ id, name }) => askOf({ rule: { id, name }, subject: null })}
            onRemove={setLeaving}
          />
        )}
        <div className="max-w-[24rem]">
          <SilencedAside />
        </div>
      </main>
      {asked && choices.data && (
        <AlertRuleDialog rule={asked.rule} choices={choices.data} onClose={() => setAsked(null)} />
      )}
      {leaving && <RemoveDialog rule={leaving} onClose={() => setLeaving(null)} />}
      {dialog}
    </>
  );
}

function RemoveDialog({ rule: { id, name }, onClose }: { rule: AlertRuleView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.alerts.removeRule.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.alerts.pathFilter());
        toast.done(`“${name}” removed`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove the alert rule “${name}”?`}
      keepLabel="Keep it"
      confirmLabel="Remove rule"
      busyLabel="Removing…"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id })}
    >
      Nobody is told by it any more. What it fired for stays in the history. Switching it off keeps it for
      later.
    </ConfirmDialog>
  );
}
