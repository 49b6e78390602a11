import type { Metadata } from 'next';
import { isDocument, Prefetched, serverQueries } from '../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Models' };

export default async function Page() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchQuery(trpc.models.onMacs.queryOptions({})),
      queryClient.prefetchQuery(trpc.modelStore.copies.queryOptions({})),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
