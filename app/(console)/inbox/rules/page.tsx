import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Alert rules · Inbox' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.alerts.rules.queryOptions({})),
    queryClient.prefetchQuery(trpc.alerts.choices.queryOptions({})),
    queryClient.prefetchQuery(trpc.alerts.silences.queryOptions({})),
  ]);
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
