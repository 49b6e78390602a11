import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Team · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(trpc.team.members.infiniteQueryOptions({}, byCursor));
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
