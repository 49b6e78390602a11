'use client';

import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

export const SharedChatLoader = later(
  () => import('./shared-chat.tsx'),
  <main id="main" className="page-body">
    <SkeletonRows label="Opening the chat" />
  </main>,
);
