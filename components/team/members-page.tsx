'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { useCan, useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Written } from '../ui/written.tsx';
import { RoleChoice } from './role-choice.tsx';
import { SignInLinkAction } from './sign-in-link-action.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { type MemberView, roleLabel } from './types.ts';

const AddMemberDialog = later(() => import('./add-member-dialog.tsx'));

export function MembersPage() {
  useWhenIdle(AddMemberDialog.warm);
  const trpc = useTRPC();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const list = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({}, byCursor));
  const people = list.data?.pages.flatMap((page) => page.rows);
  const add = {
    label: 'Add a person',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAdding(true),
  };
  const facts = people && countOf(people.length, list.hasNextPage);
  return (
    <>
      <SettingsHeader {...(facts && { facts })} actions={can('member:manage') ? [add] : []} />
      <main id="main" className="page-body max-w-[60rem]">
        {list.isPending && <SkeletonRows label="Loading the people" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {people && (
          <ul aria-label="People">
            {people.map((member) => (
              <Member key={member.id} member={member} />
            ))}
          </ul>
        )}
        <LoadMore query={list} label="Show more people" />
      </main>
      {adding && <AddMemberDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function countOf(people: number, goesOn: boolean): string {
  if (goesOn) return `first ${people} people`;
  return people === 1 ? '1 person' : `${people} people`;
}

function Member({ member }: { member: MemberView }) {
  const me = useMe();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-3 border-t border-border py-2 first:border-t-0">
      <Avatar name={member.name} mine={member.id === me.id} />
      <div className="min-w-0">
        <b>
          <Written text={member.name} />
        </b>{' '}
        {member.id === me.id && <span className="text-sm text-muted">you</span>}
        <p className="truncate text-sm text-muted">
          {[member.email, member.teamName, `since ${formatDay(member.createdAt, zone, nowMs)}`]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {can('member:manage') ? (
        <span className="flex flex-wrap items-center justify-end gap-2">
          {(member.role !== 'owner' || me.role === 'owner') && <SignInLinkAction member={member} />}
          <RoleChoice member={member} />
        </span>
      ) : (
        <span className="text-text-2">{roleLabel(member.role)}</span>
      )}
    </li>
  );
}
