'use client';

import { Plus } from 'lucide-react';
import { useDeferredValue, useMemo, useRef } from 'react';
import { formatDateTime, zoneName } from '@/shared/domain/format.ts';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { columnsFor, shownColumns } from './columns.ts';
import { useCustomFields } from './use-custom-fields.ts';
import { fileActions } from './file-actions.tsx';
import { FieldsButton } from './fields-button.tsx';
import { isShown, matches, sortRows } from './register-list.ts';
import { RegisterBar } from './register-bar.tsx';
import { RegisterFoot } from './register-foot.tsx';
import { RegisterHead } from './register-head.tsx';
import { RegisterTable } from './register-table.tsx';
import './register.css';
import type { Row } from './types.ts';
import { useChosen } from './use-chosen.ts';
import { useRegisterView } from './use-register-view.ts';
import { useRows, useToday } from './use-rows.ts';

/** The lab's Macs as its assets: whose they are, where they stand, what they are still worth. */
export function RegisterPage() {
  const can = useCan();
  const { list, rows } = useRows();
  const actions = fileActions(can);
  if (can('machine:add')) {
    const icon = <Plus aria-hidden size={18} strokeWidth={1.8} />;
    actions.push({ label: 'Add a Mac', main: true, icon, href: '/machines?add=1' });
  }
  return (
    <>
      <PageHeader title="Macs" facts={<Now />} actions={actions} tabs={machineTabs('/machines/register')} />
      <main id="main" className="page-body">
        {list.isPending && <SkeletonRows label="Loading the register" count={8} />}
        {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {rows?.length === 0 && (
          <EmptyState
            title="No machines yet"
            action={
              can('machine:add') && (
                <ButtonLink href="/machines?add=1" look="primary">
                  Add a Mac
                </ButtonLink>
              )
            }
          >
            Each Mac of the lab stands here as an asset: whose it is, where, bought when and for how much.
          </EmptyState>
        )}
        {rows && rows.length > 0 && <Register rows={rows} />}
      </main>
    </>
  );
}

function Register({ rows }: { rows: readonly Row[] }) {
  const can = useCan();
  const today = useToday();
  const mayEdit = can('machine:edit');
  const { view, type, go } = useRegisterView();
  const { inUse: fields } = useCustomFields();
  const filter = useRef<HTMLInputElement>(null);
  const all = useMemo(() => columnsFor(fields, mayEdit), [fields, mayEdit]);
  const { show, sort, isDescending } = view;
  // Letters come first, the rows they find a moment later.
  const q = useDeferredValue(view.q);
  const shown = useMemo(() => {
    const column = all.find((it) => it.id === sort) ?? all[0]!;
    const found = rows.filter((it) => isShown(it, show, today) && matches(it, q));
    return sortRows(found, column, isDescending, today);
  }, [rows, all, show, q, sort, isDescending, today]);
  const chosen = useChosen(shown);
  useShortcuts({ '/': () => filter.current?.focus() });
  const chosenColumns = view.columns?.join(',') ?? null;
  const columns = useMemo(() => shownColumns(all, chosenColumns?.split(',') ?? null), [all, chosenColumns]);
  return (
    <>
      <RegisterHead rows={rows} today={today} />
      <RegisterBar
        rows={rows}
        shown={shown}
        view={view}
        today={today}
        columns={all}
        filter={filter}
        onType={type}
        onGo={go}
      />
      {mayEdit && chosen.chosen.length > 0 && (
        <BulkBar
          rows={chosen.chosen}
          count={shown.length}
          onAll={() => chosen.setAll(true)}
          onClear={chosen.clear}
        />
      )}
      {shown.length === 0 ? (
        <NothingFound
          isAll={show === 'all' && q.trim() === ''}
          onDrop={() => {
            go({ show: 'all', q: '' });
            filter.current?.focus();
          }}
        />
      ) : (
        <RegisterTable
          rows={shown}
          columns={columns}
          fields={fields}
          view={view}
          today={today}
          chosen={mayEdit ? chosen : null}
          onSort={(id) => go({ sort: id, isDescending: sort === id && !isDescending })}
        />
      )}
      <RegisterFoot rows={rows} view={view} onGo={go}>
        {mayEdit && <FieldsButton />}
      </RegisterFoot>
    </>
  );
}

function NothingFound({ isAll, onDrop }: { isAll: boolean; onDrop: () => void }) {
  if (isAll)
    return (
      <EmptyState title="No real Macs yet">
        The lab’s assets stand here. All the Macs there are so far are simulated, which are no assets.
      </EmptyState>
    );
  return (
    <EmptyState title="No Mac matches" action={<Button onClick={onDrop}>Show all</Button>}>
      None of the lab’s Macs is in this view with these words.
    </EmptyState>
  );
}

function Now() {
  const zone = useZone();
  const nowMs = useNow();
  return (
    <>
      {formatDateTime(nowMs, zone, nowMs)} {zoneName(zone, nowMs)}
    </>
  );
}
