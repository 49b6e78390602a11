'use client';

import { useQuery } from '@tanstack/react-query';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import '../ui/list-table.css';
import { MemberRow } from './member-row.tsx';
import './team.css';
import type { MemberView } from './types.ts';

/** The people with what they may, their teams, what they are qualified for; how they come in, for who manages people. */
export function PeopleTable({ people }: { people: readonly MemberView[] }) {
  const trpc = useTRPC();
  const mayManage = useCan()('member:manage');
  const qualifications = useQuery(trpc.qualifications.list.queryOptions({}));
  const isNeeded = qualifications.data?.length !== 0;
  const qualifiedOf = (id: string): string[] | null =>
    qualifications.data?.flatMap((it) =>
      it.holders?.some((holder) => holder.person.id === id && holder.standing === 'valid') ? it.name : [],
    ) ?? null;
  return (
    <table className="list-table people-table">
      <caption className="sr-only">People of the lab</caption>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Teams</th>
          <th scope="col">Role</th>
          {isNeeded && <th scope="col">Qualified</th>}
          {mayManage && <th scope="col">Last seen</th>}
          {mayManage && <th scope="col">Signs in by</th>}
          {mayManage && (
            <th scope="col">
              <span className="sr-only">More</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {people.map((member) => (
          <MemberRow
            key={member.id}
            member={member}
            qualified={isNeeded ? qualifiedOf(member.id) : undefined}
          />
        ))}
      </tbody>
    </table>
  );
}
