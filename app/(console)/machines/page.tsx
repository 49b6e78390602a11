import type { Metadata } from 'next';
import { isDocument, Prefetched, serverQueries } from '../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Macs' };

export default async function Page() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchQuery(trpc.machines.list.queryOptions()),
      queryClient.prefetchQuery(trpc.machines.labNow.queryOptions()),
      queryClient.prefetchQuery(trpc.sessions.list.queryOptions({ limit: 20 })),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
