'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';

/** Brings the message that the address names (`?message=`) into sight, once it is on the page. */
export function useAskedMessage(ids: string): void {
  const asked = useSearchParams().get('message');
  useEffect(() => {
    if (!asked || !ids.split(' ').includes(asked)) return;
    // After the thread has gone to its own place.
    const timer = setTimeout(() => {
      const message = document.querySelector(`[data-message="${CSS.escape(asked)}"]`);
      message?.scrollIntoView({ block: 'center' });
      message?.classList.add('chat-asked');
    }, 100);
    return () => clearTimeout(timer);
  }, [asked, ids]);
}
