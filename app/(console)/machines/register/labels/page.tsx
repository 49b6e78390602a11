import type { Metadata } from 'next';
import { isDocument, Prefetched, serverQueries } from '../../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Labels' };

export default async function Page() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await queryClient.prefetchQuery(trpc.register.labels.queryOptions({}));
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
