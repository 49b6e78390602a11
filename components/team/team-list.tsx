'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

/** The teams by name, with how many are in each. */
export function TeamList() {
  const trpc = useTRPC();
  const teams = useQuery(trpc.team.teams.queryOptions({}));
  return (
    <section aria-labelledby="teams">
      <h2 id="teams" className="border-b border-border-strong pb-2">
        Teams
      </h2>
      {teams.isPending && <SkeletonRows label="Loading the teams" count={2} />}
      {teams.error && <ErrorNote error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && <p className="py-2 text-sm text-muted">There is no team yet.</p>}
      <ul>
        {teams.data?.map(({ id, name, people }) => (
          <li key={id} className="flex justify-between gap-3 border-b border-border py-2 text-sm">
            <span className="min-w-0 break-words">{name}</span>
            <span className="text-muted">{people === 1 ? '1 person' : `${people} people`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
