'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import type { LIST_PLACES } from '@/shared/schemas/chat.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';

export type ListPlace = { place: (typeof LIST_PLACES)[number]; folderId?: string; tag?: string };

/** One's chats and those shared with the lab, newest first, page by page; without a place those that are in none. */
export function useConversations(at?: ListPlace) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(trpc.chat.list.infiniteQueryOptions(at ?? {}, byCursor));
  return { ...query, chats: query.data?.pages.flatMap((page) => page.rows) };
}
