import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMe } from './me.tsx';
import { hintedQueries } from './hinted-queries.ts';
import type { RealtimeClient } from './realtime-client.ts';
import { createRefetchPlan } from './refetch-plan.ts';
import { useTRPC } from './trpc.tsx';

/** Hints touch queries; those on screen are read again, the others when they are next shown. */
export function useHints(client: RealtimeClient): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  useEffect(() => {
    const plan = createRefetchPlan((filter) => void queries.invalidateQueries(filter));
    const offHints = client.onHints((hints) => {
      // What others are told is nothing to ask for.
      const mine = hints.filter((it) => it.kind !== 'notification' || it.id === me.id);
      for (const hint of mine) plan.add(hintedQueries(trpc, hint));
    });
    const offConnect = client.onConnect((isReturn) => {
      if (isReturn) void queries.invalidateQueries();
      // What one was told since the page was made came by no hint.
      else plan.add(hintedQueries(trpc, { kind: 'notification', id: me.id }));
    });
    return () => {
      offHints();
      offConnect();
      plan.close();
    };
  }, [client, me.id, queries, trpc]);
}
