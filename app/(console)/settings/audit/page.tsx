import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.audit.list.queryOptions({ limit: 200 }));
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
