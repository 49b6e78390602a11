import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Maintenance' };

export default async function Page() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchQuery(trpc.maintenance.list.queryOptions({})),
      queryClient.prefetchInfiniteQuery(trpc.maintenance.done.infiniteQueryOptions({ limit: 20 }, byCursor)),
      queryClient.prefetchQuery(trpc.machines.list.queryOptions()),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
