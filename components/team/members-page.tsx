'use client';

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { later } from '../ui/later.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { FormerPeople } from './former-people.tsx';
import { Invitations } from './invitations.tsx';
import { EVERYBODY, PeopleFilter } from './people-filter.tsx';
import { PeopleTable } from './people-table.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { TeamList } from './team-list.tsx';

const InviteDialog = later(() => import('./invite-dialog.tsx'));

/** Who is in the lab, who is invited, and who has left. */
export function MembersPage() {
  useWhenIdle(InviteDialog.warm);
  const trpc = useTRPC();
  const mayManage = useCan()('member:manage');
  const [inviting, setInviting] = useState(false);
  const [filter, setFilter] = useState(EVERYBODY);
  const find = useSettled(filter.find.trim(), TYPED_MS);
  const asked = { ...(find && { find }), ...(filter.teamId && { teamId: filter.teamId }) };
  const isAll = Object.keys(asked).length === 0;
  const list = useInfiniteQuery({
    ...trpc.team.members.infiniteQueryOptions(asked, byCursor),
    placeholderData: keepPreviousData,
  });
  const teams = useQuery(trpc.team.teams.queryOptions({}));
  const people = list.data?.pages.flatMap((page) => page.rows);
  const invite = {
    label: 'Invite…',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setInviting(true),
  };
  const facts = people && isAll && countOf(people.length, list.hasNextPage, teams.data?.length);
  return (
    <>
      <SettingsHeader {...(facts && { facts })} actions={mayManage ? [invite] : []} />
      <main
        id="main"
        className="page-body grid max-w-[84rem] items-start gap-x-8 gap-y-8 wide:grid-cols-[minmax(0,1fr)_18.5rem]"
      >
        <div className="min-w-0">
          <div className="flex flex-wrap items-center justify-between gap-2 border-b border-border-strong pb-2">
            <h2>People</h2>
            <PeopleFilter value={filter} onChange={setFilter} />
          </div>
          {list.isPending && <SkeletonRows label="Loading the people" />}
          {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
          {people && people.length > 0 && <PeopleTable people={people} />}
          {people?.length === 0 && (
            <EmptyState
              title="Nobody fits"
              action={<Button onClick={() => setFilter(EVERYBODY)}>Show everybody</Button>}
            >
              No name and no address has it, or the team has nobody.
            </EmptyState>
          )}
          <LoadMore query={list} label="Show more people" />
          <FormerPeople />
        </div>
        <aside className="min-w-0">
          {mayManage && <Invitations />}
          <TeamList />
        </aside>
      </main>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

const TYPED_MS = 200;

function countOf(people: number, goesOn: boolean, teams: number | undefined): string {
  if (goesOn) return `first ${people} people`;
  const here = people === 1 ? '1 person' : `${people} people`;
  return teams === undefined ? here : `${here}, ${teams === 1 ? '1 team' : `${teams} teams`}`;
}
