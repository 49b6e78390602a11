'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './trpc.tsx';

/** In how many chats an answer has ended since one looked; hints keep it fresh. */
export const useUnreadChats = (): number =>
  useQuery(useTRPC().chatShelf.unread.queryOptions()).data?.unread ?? 0;
