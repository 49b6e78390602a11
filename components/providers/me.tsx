'use client';

import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { createContext, Fragment, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import { type Action, can, type Resource } from '@/shared/domain/permissions.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import { clockNow, onClock, setClock } from './clock.ts';
import { useTRPC } from './trpc.tsx';

export type MeView = inferRouterOutputs<AppRouter>['team']['me'];

const Context = createContext<MeView | null>(null);

export function MeProvider({ me, children }: { me: MeView; children: ReactNode }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.team.me.queryOptions(), initialData: me });
  const clock = data.clock ?? '24';
  const shown = useSyncExternalStore(onClock, clockNow, clockNow);
  useEffect(() => setClock(clock), [clock]);
  // Times stand all over the page, and most of it knows nothing of the clock: it is drawn anew.
  return (
    <Context value={data}>
      <Fragment key={shown}>{children}</Fragment>
    </Context>
  );
}

/** Who is signed in, with the lab's name, zone and currency. */
export function useMe(): MeView {
  const me = useContext(Context);
  if (!me) throw new Error('This part of the page needs somebody signed in.');
  return me;
}

/** The lab's time zone: all times are shown in it. */
export const useZone = (): string => useMe().lab.timeZone;

/** Whether the viewer may; the portal decides again on each call. */
export function useCan(): (action: Action, resource?: Resource) => boolean {
  const { id, role, teams } = useMe();
  const leads = teams.filter((it) => it.isLead).map((it) => it.id);
  return (action, resource) => can({ kind: 'user', id, role, leads }, action, resource);
}
