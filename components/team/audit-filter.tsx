'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { AUDIT_KINDS } from '@/shared/domain/audit-kinds.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { Pick } from '../ui/pick.tsx';

/** As it stands in the address of the page: each part absent is no condition. */
export type AuditQuery = {
  who: string;
  kind: string;
  days: string;
  find: string;
  thing: string;
};
export const NO_QUERY: AuditQuery = { who: '', kind: '', days: '', find: '', thing: '' };

const KINDS_OF_ACTOR = [
  ['kind:system', 'the lab by itself'],
  ['kind:agent', 'an agent'],
  ['kind:key', 'a program with a key'],
  ['kind:anonymous', 'somebody not signed in'],
] as const;
const LENGTHS = [
  ['', 'all the time'],
  ['1', 'the last day'],
  ['7', 'the last 7 days'],
  ['30', 'the last 30 days'],
  ['365', 'the last year'],
] as const;

type Props = { query: AuditQuery; onChange: (query: AuditQuery) => void };

/** What anyone did to anything in some time, and a search. */
export function AuditFilterSentence({ query, onChange }: Props) {
  const trpc = useTRPC();
  const here = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({ limit: 500 }, byCursor));
  const gone = useInfiniteQuery(
    trpc.team.members.infiniteQueryOptions({ limit: 500, former: true }, byCursor),
  );
  const people = [here, gone].flatMap((it) => it.data?.pages.flatMap((page) => page.rows) ?? []);
  const set = (field: keyof AuditQuery) => (value: string) => onChange({ ...query, [field]: value });
  const isOn = Object.values(query).some((it) => it !== '');
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-2 gap-y-2 rounded-lg border border-border bg-raised px-4 py-3">
      <span>What</span>
      <Pick
        label="Who did it"
        value={query.who}
        options={[['', 'anyone'], ...people.map((it) => [it.id, it.name] as const), ...KINDS_OF_ACTOR]}
        onChange={set('who')}
      />
      <span>did to</span>
      <Pick
        label="To what kind of thing"
        value={query.kind}
        options={[['', 'anything'], ...AUDIT_KINDS]}
        onChange={set('kind')}
      />
      <span>in</span>
      <Pick label="When" value={query.days} options={LENGTHS} onChange={set('days')} />
      {query.thing !== '' && (
        <Button small icon={<X aria-hidden size={14} />} onClick={() => set('thing')('')}>
          One thing only
        </Button>
      )}
      <Find key={query.find} value={query.find} onChange={set('find')} />
      {isOn && (
        <Button small look="quiet" onClick={() => onChange(NO_QUERY)}>
          Show all
        </Button>
      )}
    </div>
  );
}

function Find({ value, onChange }: { value: string; onChange: (find: string) => void }) {
  const [text, setText] = useState(value);
  return (
    <form
      role="search"
      className="ml-auto flex grow items-center gap-1 max-tablet:w-full tablet:max-w-96"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim());
      }}
    >
      <input
        type="search"
        aria-label="Find in names, actions, request ids and addresses"
        placeholder="Name, request id, address"
        maxLength={100}
        className="h-(--control) min-w-0 flex-1 rounded-md border border-border-control bg-surface px-3"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" icon={<Search aria-hidden size={15} />}>
        Find
      </Button>
    </form>
  );
}
