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
      // What came since the page was made came by no hint: a word to this person, a question in the chat that is open.
      else {
        plan.add(hintedQueries(trpc, { kind: 'notification', id: me.id }));
        plan.add({ soon: [trpc.chat.get.pathFilter()], calmly: [] });
      }
    });
    return () => {
      offHints();
      offConnect();
      plan.close();
    };
  }, [client, me.id, queries, trpc]);
}
