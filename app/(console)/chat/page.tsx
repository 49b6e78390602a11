import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { ChatIndex } from '@/components/chat/chat-index.tsx';
import { Prefetched, serverQueries } from '../../prefetch.tsx';

export const metadata: Metadata = { title: 'Chat' };

export default async function ChatPage() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.chat.list.infiniteQueryOptions({}, byCursor)),
    queryClient.prefetchQuery(trpc.sessions.list.queryOptions({ limit: 100 })),
  ]);
  return (
    <Prefetched>
      <ChatIndex />
    </Prefetched>
  );
}
