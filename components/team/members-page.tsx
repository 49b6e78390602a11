'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { FormerPeople } from './former-people.tsx';
import { Invitations } from './invitations.tsx';
import { MemberRow } from './member-row.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { TeamList } from './team-list.tsx';

const InviteDialog = later(() => import('./invite-dialog.tsx'));

/** Who is in the lab, who is invited, and who has left. */
export function MembersPage() {
  useWhenIdle(InviteDialog.warm);
  const trpc = useTRPC();
  const mayManage = useCan()('member:manage');
  const [inviting, setInviting] = useState(false);
  const list = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({}, byCursor));
  const people = list.data?.pages.flatMap((page) => page.rows);
  const invite = {
    label: 'Invite…',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setInviting(true),
  };
  const facts = people && countOf(people.length, list.hasNextPage);
  return (
    <>
      <SettingsHeader {...(facts && { facts })} actions={mayManage ? [invite] : []} />
      <main
        id="main"
        className="page-body grid max-w-[76rem] items-start gap-x-8 gap-y-8 wide:grid-cols-[minmax(0,1fr)_18.5rem]"
      >
        <div className="min-w-0">
          <h2 className="border-b border-border-strong pb-2">People</h2>
          {list.isPending && <SkeletonRows label="Loading the people" />}
          {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
          {people && (
            <ul aria-label="People">
              {people.map((member) => (
                <MemberRow key={member.id} member={member} />
              ))}
            </ul>
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

function countOf(people: number, goesOn: boolean): string {
  if (goesOn) return `first ${people} people`;
  return people === 1 ? '1 person' : `${people} people`;
}
