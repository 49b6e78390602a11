import type { Metadata } from 'next';
import { byCursor } from '@/components/ui/by-cursor.ts';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Audit · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(trpc.audit.list.infiniteQueryOptions({}, byCursor));
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
