'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
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
import { toast } from '../ui/toast.tsx';
import { SettingsHeader } from './settings-header.tsx';
import { type MemberView, ROLE_OPTIONS } from './types.ts';

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
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const change = useMutation(
    trpc.team.changeRole.mutationOptions({
      onSuccess: (after) => {
        toast.done(`${after.name} is now ${after.role}`);
        return queries.invalidateQueries(trpc.team.pathFilter());
      },
      onError: toast.failed,
    }),
  );
  const roles = ROLE_OPTIONS.filter(
    (it) => me.role === 'owner' || it.value !== 'owner' || member.role === 'owner',
  );
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-3 border-t border-border py-2 first:border-t-0">
      <Avatar name={member.name} mine={member.id === me.id} />
      <div className="min-w-0">
        <b>{member.name}</b> {member.id === me.id && <span className="text-sm text-muted">you</span>}
        <p className="truncate text-sm text-muted">
          {[member.email, member.teamName, `since ${formatDay(member.createdAt, zone, nowMs)}`]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {can('member:manage') ? (
        <select
          aria-label={`Role of ${member.name}`}
          className="h-(--control) rounded-md border border-border-control bg-surface px-2"
          value={change.isPending ? change.variables.role : member.role}
          disabled={change.isPending}
          onChange={(event) =>
            change.mutate({ id: member.id, role: event.target.value as MemberView['role'] })
          }
        >
          {roles.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <span className="text-text-2">{ROLE_OPTIONS.find((it) => it.value === member.role)?.label}</span>
      )}
    </li>
  );
}
