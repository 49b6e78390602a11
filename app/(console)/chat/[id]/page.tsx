import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { ChatRoomLoader } from '@/components/chat/chat-room-loader.tsx';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';

export const metadata: Metadata = { title: 'Chat' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const [{ id }, { queryClient, trpc }] = await Promise.all([params, serverQueries()]);
  await Promise.all([
    queryClient.prefetchQuery(trpc.chat.get.queryOptions({ id })),
    queryClient.prefetchInfiniteQuery(trpc.chat.list.infiniteQueryOptions({}, byCursor)),
  ]);
  return (
    <Prefetched>
      <ChatRoomLoader id={id} />
    </Prefetched>
  );
}
