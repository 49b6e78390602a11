'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Written } from '../ui/written.tsx';
import type { TeamView } from './types.ts';

const TeamNameDialog = later(() => import('./team-name-dialog.tsx'));
const TeamPeopleDialog = later(() => import('./team-people-dialog.tsx'));

/** The teams by name: who leads each, how many are in it, what it has of budgets and machines. */
export function TeamList() {
  const trpc = useTRPC();
  const mayManage = useCan()('member:manage');
  const teams = useQuery(trpc.team.teams.queryOptions({}));
  const [isMaking, setMaking] = useState(false);
  return (
    <section aria-labelledby="teams">
      <div className="flex items-center justify-between gap-2 border-b border-border-strong pb-2">
        <h2 id="teams">Teams</h2>
        {mayManage && (
          <Button small icon={<Plus aria-hidden size={14} />} onClick={() => setMaking(true)}>
            New team…
          </Button>
        )}
      </div>
      {teams.isPending && <SkeletonRows label="Loading the teams" count={2} />}
      {teams.error && <ErrorNote error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && (
        <p className="py-2 text-sm text-muted">There is no team yet. What is booked is charged to one.</p>
      )}
      <ul>
        {teams.data?.map((team) => (
          <Row key={team.id} team={team} />
        ))}
      </ul>
      {isMaking && <TeamNameDialog onClose={() => setMaking(false)} />}
    </section>
  );
}

function Row({ team }: { team: TeamView }) {
  const can = useCan();
  const mayManage = can('member:manage');
  const [asked, setAsked] = useState<'people' | 'name' | null>(null);
  const { id, name, people, leads, budgets, machines } = team;
  const close = (): void => setAsked(null);
  const led = leads.length === 0 ? 'no lead' : `led by ${leads.map((it) => it.name).join(', ')}`;
  return (
    <li className="border-b border-border py-2 text-sm">
      <b className="block [overflow-wrap:anywhere]">
        <Written text={name} />
      </b>
      <p className="text-muted [overflow-wrap:anywhere]">
        {countOf(people, 'person', 'people')} · {led}
      </p>
      <p className="flex flex-wrap gap-x-3">
        <Link prefetch={false} className="link" href="/settings/budgets">
          {budgets === 0 ? 'No budget' : countOf(budgets, 'budget', 'budgets')}
          <span className="sr-only"> of {name}</span>
        </Link>
        <Link prefetch={false} className="link" href={`/reports/statements/${id}`}>
          Statement<span className="sr-only"> of {name}</span>
        </Link>
        {machines > 0 && (
          <Link prefetch={false} className="link" href={`/machines/register?show=team:${id}`}>
            {countOf(machines, 'Mac', 'Macs')}
            <span className="sr-only"> of {name}</span>
          </Link>
        )}
      </p>
      {can('team:change-led', { teamId: id }) && (
        <span className="flex flex-wrap gap-2 pt-1">
          <Button small aria-label={`People of ${name}`} onClick={() => setAsked('people')}>
            People…
          </Button>
          {mayManage && (
            <Button small aria-label={`Rename ${name}`} onClick={() => setAsked('name')}>
              Rename…
            </Button>
          )}
        </span>
      )}
      {asked === 'people' && <TeamPeopleDialog team={team} onClose={close} />}
      {asked === 'name' && <TeamNameDialog team={team} onClose={close} />}
    </li>
  );
}

const countOf = (count: number, one: string, many: string): string =>
  `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;
