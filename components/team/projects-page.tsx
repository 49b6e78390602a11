'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { formatCount, formatHours, formatMoney, listNames } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { Meter } from '../ui/meter.tsx';
import { SectionHead } from '../ui/section-head.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { Written } from '../ui/written.tsx';
import { LastChanged } from './last-changed.tsx';
import { SettingsHeader } from './settings-header.tsx';
import type { ProjectView } from './types.ts';

const ProjectDialog = later(() => import('./project-dialog.tsx'));

/** What machines are used for: its people, its budget and what of it is used. */
export function ProjectsPage() {
  const trpc = useTRPC();
  const can = useCan();
  const [asked, setAsked] = useState<{ project: ProjectView | null } | null>(null);
  const list = useQuery(trpc.projects.list.queryOptions({}));
  const mayManage = can('project:manage');
  useWhenIdle(ProjectDialog.warm);
  const add = {
    label: 'Add a project',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAsked({ project: null }),
  };
  const count = list.data?.length ?? 0;
  return (
    <>
      <SettingsHeader
        {...(list.data && { facts: count === 1 ? '1 project' : `${count} projects` })}
        actions={mayManage ? [add] : []}
      />
      <main id="main" className="page-body max-w-[60rem]">
        {list.isPending && <SkeletonRows label="Loading the projects" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState
            title={mayManage ? 'No projects yet' : 'You are in no project'}
            action={
              mayManage && (
                <Button look="primary" onClick={add.onSelect}>
                  Add a project
                </Button>
              )
            }
          >
            A booking may name the project it is for, and reports go by it. Its members choose it when they
            book; a budget is not needed.
          </EmptyState>
        )}
        <div className="flex flex-col gap-8">
          {list.data?.map((it) => (
            <ProjectSection key={it.id} project={it} onChange={() => setAsked({ project: it })} />
          ))}
        </div>
        <LastChanged kind="project" />
      </main>
      {asked && <ProjectDialog project={asked.project} onClose={() => setAsked(null)} />}
    </>
  );
}

function ProjectSection({ project, onChange }: { project: ProjectView; onChange: () => void }) {
  const headingId = useId();
  const can = useCan();
  const { name, note, members, archivedAt } = project;
  return (
    <section aria-labelledby={headingId}>
      <SectionHead
        id={headingId}
        name={name}
        tag={archivedAt && <Tag>archived</Tag>}
        actions={
          can('project:manage') && (
            <>
              <Button small look="quiet" onClick={onChange} aria-label={`Change ${name}`}>
                Change…
              </Button>
              <ArchiveButton project={project} />
            </>
          )
        }
      >
        {note && (
          <p className="text-sm text-text-2">
            <Written text={note} />
          </p>
        )}
        <p className="text-sm text-muted">
          <Written
            text={
              members.length === 0
                ? 'Nobody is in it: admins alone can book for it'
                : listNames(members.map((it) => it.name))
            }
          />
        </p>
      </SectionHead>
      <Spending project={project} />
    </section>
  );
}

/** So far and ahead of the budget, which is in the lab's currency; what is in others stands apart. */
function Spending({ project: { budgetAmount, currency, bookings, soFar, ahead } }: { project: ProjectView }) {
  const own = ({ money }: ProjectView['soFar']): number =>
    money.find((it) => it.currency === currency)?.amount ?? 0;
  const others = [...soFar.money, ...ahead.money].filter((it) => it.currency !== currency);
  const used = own(soFar) + own(ahead);
  const unpricedMs = soFar.unpricedMs + ahead.unpricedMs;
  const facts = [
    `${formatMoney(own(soFar), currency)} so far`,
    `${formatMoney(own(ahead), currency)} reserved ahead`,
    bookings === 1 ? '1 booking' : `${formatCount(bookings)} bookings`,
    ...others.map((it) => `and ${formatMoney(it.amount, it.currency)} apart`),
    ...(unpricedMs > 0 ? [`${formatHours(unpricedMs)} without a known price`] : []),
  ];
  const left = budgetAmount === null ? null : budgetAmount - used;
  return (
    <div className="grid gap-1 py-2 text-sm">
      <p className="text-text-2">{facts.join(' · ')}</p>
      {budgetAmount === null || left === null ? (
        <p className="text-muted">No budget is set.</p>
      ) : (
        <>
          {budgetAmount > 0 && (
            <span className="max-w-[20rem]">
              <Meter ratio={Math.min(1, used / budgetAmount)} tone="mine" />
            </span>
          )}
          <p>
            {left >= 0
              ? `${formatMoney(left, currency)} of ${formatMoney(budgetAmount, currency)} left`
              : `${formatMoney(-left, currency)} over its budget of ${formatMoney(budgetAmount, currency)}`}
          </p>
        </>
      )}
    </div>
  );
}

function ArchiveButton({ project: { id, name, archivedAt } }: { project: ProjectView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const archive = useMutation(
    trpc.projects.archive.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.projects.pathFilter()),
      onError: toast.failed,
    }),
  );
  const set = (archived: boolean): void =>
    archive.mutate(
      { id, archived },
      {
        onSuccess: () =>
          toast.done(archived ? `“${name}” archived` : `“${name}” taken up again`, () =>
            archive.mutate({ id, archived: !archived }),
          ),
      },
    );
  return (
    <Button
      small
      look="quiet"
      aria-label={archivedAt ? `Take up again: ${name}` : `Archive ${name}`}
      busyLabel={archive.isPending ? 'Saving…' : null}
      onClick={() => set(!archivedAt)}
    >
      {archivedAt ? 'Take up again' : 'Archive'}
    </Button>
  );
}
