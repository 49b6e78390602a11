import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'API · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.apiKeys.list.queryOptions({ whose: 'mine' })),
    queryClient.prefetchQuery(trpc.apiKeys.targets.queryOptions({})),
  ]);
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
