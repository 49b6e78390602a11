import type { Metadata } from 'next';
import { byCursor } from '@/components/ui/by-cursor.ts';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Alerts · Inbox' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.alerts.list.infiniteQueryOptions({ which: 'all' }, byCursor)),
    queryClient.prefetchQuery(trpc.alerts.silences.queryOptions({})),
    queryClient.prefetchQuery(trpc.notifications.preferences.queryOptions()),
  ]);
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
