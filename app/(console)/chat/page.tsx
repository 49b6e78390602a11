import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { ChatIndex } from '@/components/chat/chat-index.tsx';
import { readAsked } from '@/components/chat/asked-chat.ts';
import { isDocument, Prefetched, serverQueries } from '../../prefetch.tsx';

export const metadata: Metadata = { title: 'Chat' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ChatPage({ searchParams }: Props) {
  const asked = readAsked(await searchParams);
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    await Promise.all([
      queryClient.prefetchInfiniteQuery(trpc.chat.list.infiniteQueryOptions({}, byCursor)),
      queryClient.prefetchInfiniteQuery(trpc.chat.list.infiniteQueryOptions({ place: 'pinned' }, byCursor)),
      queryClient.prefetchQuery(trpc.chatShelf.get.queryOptions()),
      queryClient.prefetchQuery(trpc.sessions.list.queryOptions({ limit: 100 })),
    ]);
  }
  return (
    <Prefetched>
      <ChatIndex asked={asked} />
    </Prefetched>
  );
}
