'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { machineTabs } from '../layout/machine-tabs.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import './catalogue.css';
import { MacKindRow } from './mac-kind-row.tsx';

/** Every kind of Mac that the planner and the register know, with the source of each field. */
export function MacCataloguePage() {
  const trpc = useTRPC();
  const [text, setText] = useState('');
  const catalogue = useQuery({ ...trpc.models.macCatalogue.queryOptions({}), staleTime: Infinity });
  const all = catalogue.data ?? [];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = all.filter(({ name, chip, hwModels }) => {
    const told = `${name} ${chip} ${hwModels.join(' ')}`.toLowerCase();
    return words.every((word) => told.includes(word));
  });
  return (
    <>
      <PageHeader
        title="Catalogue of Macs"
        facts={catalogue.data ? `${all.length} kinds, newest first` : 'every kind of Mac'}
        tabs={machineTabs('/machines/catalogue')}
      />
      <main id="main" className="page-body">
        <search className="catalogue-filters">
          <InputField
            label="Search"
            type="search"
            value={text}
            maxLength={100}
            placeholder="Name, chip or identifier, as Mac15,14"
            className="min-w-56 flex-1"
            onChange={(event) => setText(event.target.value)}
          />
        </search>
        {catalogue.isPending && <SkeletonRows label="Loading the catalogue" count={10} />}
        {catalogue.isError && <ErrorNote error={catalogue.error} onRetry={() => void catalogue.refetch()} />}
        {catalogue.data && (
          <p className="pb-2 text-sm text-muted" role="status">
            {shown.length === all.length ? `All ${all.length}` : `${shown.length} of ${all.length}`}. What
            nobody has established says unknown; watts are Apple’s, at the wall.
          </p>
        )}
        {catalogue.data && shown.length === 0 && (
          <EmptyState title="No such Mac" action={<Button onClick={() => setText('')}>Show all</Button>}>
            A machine whose identifier is not here is shown by what its chip is called.
          </EmptyState>
        )}
        <ul className="catalogue">
          {shown.map((it) => (
            <MacKindRow key={it.id} kind={it} />
          ))}
        </ul>
      </main>
    </>
  );
}
