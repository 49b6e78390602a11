import { byCursor } from '@/components/ui/by-cursor.ts';
import type { Metadata } from 'next';
import { ChatRoomLoader } from '@/components/chat/chat-room-loader.tsx';
import { isDocument, Prefetched, prefetchSubject, serverQueries } from '../../../prefetch.tsx';

type Props = { params: Promise<{ id: string }> };

const read = (id: string) => prefetchSubject((trpc) => trpc.chat.get.queryOptions({ id }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const chat = await read((await params).id);
  return { title: chat ? `${chat.title} · Chat` : 'Chat' };
}

/** What stands beside the chat; who goes from one chat to another has it. */
async function readList(): Promise<void> {
  if (!(await isDocument())) return;
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.chat.list.infiniteQueryOptions({}, byCursor)),
    queryClient.prefetchInfiniteQuery(trpc.chat.list.infiniteQueryOptions({ place: 'pinned' }, byCursor)),
    queryClient.prefetchQuery(trpc.chatShelf.get.queryOptions()),
  ]);
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await Promise.all([read(id), readList()]);
  return (
    <Prefetched>
      <ChatRoomLoader id={id} />
    </Prefetched>
  );
}
