'use client';

import { useLinkStatus } from 'next/link';

/**
 * Inside a link: a breathing dot when its page takes longer than 300 ms. The old page stays until then; a loading
 * page between them would be held by React for 300 ms even when the new page is there after 50.
 */
export function LinkPending() {
  const { pending } = useLinkStatus();
  return pending && <span aria-hidden className="live-dot appears-late text-accent" />;
}
