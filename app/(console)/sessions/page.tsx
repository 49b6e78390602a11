import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { SessionList } from '@/components/sessions/session-list.tsx';
import { isDocument, Prefetched, serverQueries } from '../../prefetch.tsx';

export const metadata: Metadata = { title: 'Sessions' };

export default async function SessionsPage() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await queryClient.prefetchInfiniteQuery(trpc.sessions.list.infiniteQueryOptions({}, byCursor));
  }
  return (
    <Prefetched>
      <SessionList />
    </Prefetched>
  );
}
