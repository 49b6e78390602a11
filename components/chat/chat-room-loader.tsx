'use client';

import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

/** The room is loaded when a chat is opened: drafts and the socket live in the browser only. */
export const ChatRoomLoader = later(
  () => import('./chat-room.tsx'),
  <main id="main" className="page-body">
    <SkeletonRows label="Loading the chat" />
  </main>,
);
