import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Sign-in · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.signIns.secondFactorRule.queryOptions()),
    queryClient.prefetchQuery(trpc.signIns.provider.queryOptions()),
  ]);
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
