import type { Metadata } from 'next';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Register' };

export default async function Page() {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchQuery(trpc.register.list.queryOptions()),
      queryClient.prefetchQuery(trpc.register.customFields.queryOptions()),
      queryClient.prefetchQuery(trpc.register.rentals.queryOptions()),
      queryClient.prefetchQuery(trpc.register.views.queryOptions({ page: 'register' })),
      queryClient.prefetchQuery(trpc.machines.list.queryOptions()),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
