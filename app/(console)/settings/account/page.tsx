import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Account · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.signIns.list.queryOptions({})),
    queryClient.prefetchQuery(trpc.signIns.secondFactors.queryOptions()),
    queryClient.prefetchQuery(trpc.signIns.tied.queryOptions()),
  ]);
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
