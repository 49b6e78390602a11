import type { Metadata } from 'next';
import { ChatIndex } from '@/components/chat/chat-index.tsx';
import { Prefetched, serverQueries } from '../../prefetch.tsx';

export const metadata: Metadata = { title: 'Chat' };

export default async function ChatPage() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.chat.list.queryOptions()),
    queryClient.prefetchQuery(trpc.sessions.list.queryOptions({ limit: 100 })),
  ]);
  return (
    <Prefetched>
      <ChatIndex />
    </Prefetched>
  );
}
