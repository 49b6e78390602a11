'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { QualificationSection } from './qualification-section.tsx';
import { LastChanged } from './last-changed.tsx';
import { SettingsHeader } from './settings-header.tsx';
import type { QualificationView } from './types.ts';

const QualificationDialog = later(() => import('./qualification-dialog.tsx'));
const GrantDialog = later(() => import('./grant-dialog.tsx'));
const DeleteQualification = later(() => import('./delete-qualification.tsx'));

type Asked = { what: 'change' | 'grant' | 'delete'; of: QualificationView | null };

/** What one has to know before one may book certain machines, and who does. */
export function QualificationsPage() {
  const trpc = useTRPC();
  const can = useCan();
  const [asked, setAsked] = useState<Asked | null>(null);
  const list = useQuery(trpc.qualifications.list.queryOptions({}));
  const mayManage = can('qualification:manage');
  useWhenIdle(QualificationDialog.warm);
  const add = {
    label: 'Add a qualification',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAsked({ what: 'change', of: null }),
  };
  const close = (): void => setAsked(null);
  return (
    <>
      <SettingsHeader
        {...(list.data && { facts: countOf(list.data.length) })}
        actions={mayManage ? [add] : []}
      />
      <main id="main" className="page-body max-w-[60rem]">
        {list.isPending && <SkeletonRows label="Loading the qualifications" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState
            title="Anybody may book any Mac"
            action={
              mayManage && (
                <Button look="primary" onClick={add.onSelect}>
                  Add a qualification
                </Button>
              )
            }
          >
            Where a Mac wants to be handled with care, a qualification says who may book it: an admin gives
            it, and it ends when it is not used for long.
          </EmptyState>
        )}
        <div className="flex flex-col gap-8">
          {list.data?.map((it) => (
            <QualificationSection
              key={it.id}
              qualification={it}
              onAsk={(what) => setAsked({ what, of: it })}
            />
          ))}
        </div>
        <LastChanged kind="qualification" />
      </main>
      {asked?.what === 'change' && <QualificationDialog qualification={asked.of} onClose={close} />}
      {asked?.what === 'grant' && asked.of && <GrantDialog qualification={asked.of} onClose={close} />}
      {asked?.what === 'delete' && asked.of && (
        <DeleteQualification qualification={asked.of} onClose={close} />
      )}
    </>
  );
}

const countOf = (count: number): string => (count === 1 ? '1 qualification' : `${count} qualifications`);
