'use client';

import dynamic from 'next/dynamic';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

/** The room is loaded when a chat is opened: drafts and the socket live in the browser only. */
export const ChatRoomLoader = dynamic(() => import('./chat-room.tsx'), {
  ssr: false,
  loading: () => (
    <main id="main" className="page-body">
      <SkeletonRows label="Loading the chat" />
    </main>
  ),
});
