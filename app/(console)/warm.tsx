'use client';

import { useWhenIdle } from '@/components/ui/use-when-idle.ts';

/** The code of the other pages, fetched when this one has been drawn: the first way there is as short as the next. */
export function Warm() {
  useWhenIdle(() => {
    const parts = [
      import('@/components/inventory/machines-page.tsx'),
      import('@/components/bookings/bookings-page.tsx'),
      import('@/components/sessions/session-list.tsx'),
      import('@/components/chat/chat-index.tsx'),
      import('@/components/reports/report-page.tsx'),
      import('@/components/inventory/machine-page.tsx'),
      import('@/components/register/register-page.tsx'),
      import('@/components/cables/cables-page.tsx'),
      import('@/components/planning/fits-page.tsx'),
      import('@/components/notifications/inbox-page.tsx'),
      import('@/components/bookings/booking-page.tsx'),
      import('@/components/sessions/session-page.tsx'),
      import('@/components/sessions/new-session.tsx'),
    ];
    // Failing here is no harm: it is fetched again when it is wanted.
    void Promise.allSettled(parts);
  });
  return null;
}
