'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';

/** One's chats and those shared with the lab, newest first, page by page; with a title's words only those. */
export function useConversations(title = '') {
  const trpc = useTRPC();
  const input = title === '' ? {} : { title };
  const query = useInfiniteQuery({
    ...trpc.chat.list.infiniteQueryOptions(input, byCursor),
    // While other words are looked for, what was found before stays.
    placeholderData: keepPreviousData,
  });
  return { ...query, chats: query.data?.pages.flatMap((page) => page.rows) };
}
