import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Account · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.signIns.list.queryOptions({}));
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
