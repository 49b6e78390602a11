'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { changeAddress } from '../layout/change-address.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { addressOf, type CatalogueQuestion, questionOf, select } from './catalogue-question.ts';
import { CatalogueRow } from './catalogue-row.tsx';
import './catalogue.css';
import { modelTabs } from './model-tabs.ts';

/** The models that people run on Macs, found by a few letters, with where every figure comes from. */
export function CataloguePage() {
  const trpc = useTRPC();
  const question = questionOf(useSearchParams());
  const catalogue = useQuery({ ...trpc.models.catalogue.queryOptions({}), staleTime: Infinity });
  const ask = (change: Partial<CatalogueQuestion>) =>
    changeAddress(addressOf({ ...question, ...change }), 'replace');
  const all = catalogue.data ?? [];
  const shown = select(all, question);
  return (
    <>
      <PageHeader
        title="Models"
        facts={catalogue.data ? `${all.length} in the catalogue` : 'the catalogue'}
        tabs={modelTabs('/models/catalogue')}
      />
      <main id="main" className="page-body">
        <Filters question={question} onAsk={ask} />
        {catalogue.isPending && <SkeletonRows label="Loading the catalogue" count={10} />}
        {catalogue.isError && <ErrorNote error={catalogue.error} onRetry={() => void catalogue.refetch()} />}
        {catalogue.data && (
          <p className="pb-2 text-sm text-muted" role="status">
            {shown.length === all.length ? `All ${all.length}` : `${shown.length} of ${all.length}`}
          </p>
        )}
        {catalogue.data && shown.length === 0 && (
          <EmptyState
            title="No such model"
            action={<Button onClick={() => ask({ text: '', kind: 'any', split: 'any' })}>Show all</Button>}
          >
            None of the catalogue is like that. One that is not in it can be read from its config under What
            fits.
          </EmptyState>
        )}
        <ul className="catalogue">
          {shown.map((it) => (
            <CatalogueRow key={it.id} entry={it} />
          ))}
        </ul>
      </main>
    </>
  );
}

type FiltersProps = { question: CatalogueQuestion; onAsk: (change: Partial<CatalogueQuestion>) => void };

function Filters({ question, onAsk }: FiltersProps) {
  return (
    <search className="catalogue-filters">
      <InputField
        label="Search"
        type="search"
        value={question.text}
        maxLength={100}
        placeholder="Name, family, licence or form"
        className="min-w-56 flex-1"
        onChange={(event) => onAsk({ text: event.target.value })}
      />
      <SelectField
        label="Kind"
        value={question.kind}
        options={[
          { value: 'any', label: 'Any' },
          { value: 'dense', label: 'Dense' },
          { value: 'experts', label: 'Experts' },
        ]}
        onChange={(event) => onAsk({ kind: event.target.value as CatalogueQuestion['kind'] })}
      />
      <SelectField
        label="Splits"
        value={question.split}
        options={[
          { value: 'any', label: 'Any' },
          { value: 'several', label: 'Over several Macs' },
          { value: 'tensor', label: 'By tensors' },
          { value: 'pipeline', label: 'By layers' },
          { value: 'one', label: 'One Mac only' },
        ]}
        onChange={(event) => onAsk({ split: event.target.value as CatalogueQuestion['split'] })}
      />
      <SelectField
        label="Order"
        value={question.sort}
        options={[
          { value: 'size', label: 'Largest first' },
          { value: 'name', label: 'By name' },
          { value: 'context', label: 'Longest context first' },
        ]}
        onChange={(event) => onAsk({ sort: event.target.value as CatalogueQuestion['sort'] })}
      />
    </search>
  );
}
