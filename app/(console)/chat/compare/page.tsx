import type { Metadata } from 'next';
import { CompareIndex } from '@/components/chat/compare/compare-index.tsx';
import { byCursor } from '@/components/ui/by-cursor.ts';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';

export const metadata: Metadata = { title: 'Compare · Chat' };

export default async function Page() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchInfiniteQuery(trpc.comparisons.list.infiniteQueryOptions({}, byCursor)),
      queryClient.prefetchQuery(trpc.sessions.list.queryOptions({ limit: 100 })),
    ]);
  }
  return (
    <Prefetched>
      <CompareIndex />
    </Prefetched>
  );
}
