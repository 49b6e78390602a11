import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Chats · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.chatShelf.get.queryOptions());
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
