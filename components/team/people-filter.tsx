'use client';

import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Kbd } from '../ui/kbd.tsx';

export type PeopleFilterValue = { find: string; teamId: string };
export const EVERYBODY: PeopleFilterValue = { find: '', teamId: '' };

type Props = { value: PeopleFilterValue; onChange: (value: PeopleFilterValue) => void };
const CONTROL = 'h-(--control) rounded-md border border-border-control bg-surface px-2 text-sm';

/** Whom of the people one looks for: by a part of a name or an address, and of which team. */
export function PeopleFilter({ value, onChange }: Props) {
  const trpc = useTRPC();
  const teams = useQuery(trpc.team.teams.queryOptions({}));
  const field = useRef<HTMLInputElement>(null);
  useShortcuts({ '/': () => field.current?.focus() });
  return (
    <search className="flex flex-wrap items-center gap-2 max-tablet:w-full">
      <label
        className={`${CONTROL} flex w-56 items-center gap-2 text-muted focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus max-tablet:w-full`}
      >
        <Search aria-hidden size={16} strokeWidth={1.6} className="flex-none" />
        <input
          ref={field}
          type="search"
          aria-label="Find people"
          placeholder="Name or address"
          maxLength={100}
          className="min-w-0 flex-1 bg-transparent text-text outline-none"
          value={value.find}
          onChange={(event) => onChange({ ...value, find: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            onChange({ ...value, find: '' });
            event.currentTarget.blur();
          }}
        />
        <span className="pointer-coarse:hidden max-tablet:hidden">
          <Kbd>/</Kbd>
        </span>
      </label>
      <select
        aria-label="Of which team"
        className={`${CONTROL} max-w-full min-w-0 max-tablet:w-full`}
        value={value.teamId}
        onChange={(event) => onChange({ ...value, teamId: event.target.value })}
      >
        <option value="">All teams</option>
        {teams.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </search>
  );
}
