import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Backups · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.backups.read.queryOptions({}));
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
