'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { Pick } from '../ui/pick.tsx';

export type Filters = {
  whose: 'all' | 'mine' | 'others';
  archived: 'without' | 'with' | 'only';
  folderId: string;
  tag: string;
  model: string;
  from: string;
  to: string;
};
export const NO_FILTERS: Filters = {
  whose: 'all',
  archived: 'without',
  folderId: '',
  tag: '',
  model: '',
  from: '',
  to: '',
};

export const countFilters = (filters: Filters): number =>
  Object.entries(NO_FILTERS).filter(([name, usual]) => filters[name as keyof Filters] !== usual).length;

/** The search as a sentence whose words can be others. */
export function SearchFilters({ filters, onChange }: { filters: Filters; onChange: (it: Filters) => void }) {
  const trpc = useTRPC();
  const shelf = useQuery(trpc.chatShelf.get.queryOptions()).data;
  const sessions = useQuery(trpc.sessions.list.queryOptions({ limit: 100 })).data;
  const models = [...new Set((sessions?.rows ?? []).map((it) => it.modelTitle))].toSorted();
  const set = (change: Partial<Filters>): void => onChange({ ...filters, ...change });
  const off = (value: string, usual = '') => (value === usual ? { look: 'off' as const } : {});
  const changed = countFilters(filters);
  return (
    <details className="chat-filters" open={changed > 0 || undefined}>
      <summary>Filters{changed > 0 && `, ${changed} set`}</summary>
      <div>
        <Pick
          label="Whose"
          value={filters.whose}
          {...off(filters.whose, NO_FILTERS.whose)}
          options={[
            ['all', 'everybody’s'],
            ['mine', 'mine'],
            ['others', 'others’'],
          ]}
          onChange={(whose) => set({ whose: whose as Filters['whose'] })}
        />
        <Pick
          label="Archived"
          value={filters.archived}
          {...off(filters.archived, NO_FILTERS.archived)}
          options={[
            ['without', 'not archived'],
            ['with', 'archived too'],
            ['only', 'archived only'],
          ]}
          onChange={(archived) => set({ archived: archived as Filters['archived'] })}
        />
        {(shelf?.folders.length ?? 0) > 0 && (
          <Pick
            label="Folder"
            value={filters.folderId}
            {...off(filters.folderId)}
            options={[['', 'any folder'], ...(shelf?.folders ?? []).map((it) => [it.id, it.name] as const)]}
            onChange={(folderId) => set({ folderId })}
          />
        )}
        {(shelf?.tags.length ?? 0) > 0 && (
          <Pick
            label="Tag"
            value={filters.tag}
            {...off(filters.tag)}
            options={[['', 'any tag'], ...(shelf?.tags ?? []).map((it) => [it.tag, it.tag] as const)]}
            onChange={(tag) => set({ tag })}
          />
        )}
        {models.length > 0 && (
          <Pick
            label="Model"
            value={filters.model}
            {...off(filters.model)}
            options={[['', 'any model'], ...models.map((it) => [it, it] as const)]}
            onChange={(model) => set({ model })}
          />
        )}
        <label>
          from{' '}
          <input type="date" value={filters.from} onChange={(event) => set({ from: event.target.value })} />
        </label>
        <label>
          to <input type="date" value={filters.to} onChange={(event) => set({ to: event.target.value })} />
        </label>
      </div>
    </details>
  );
}
