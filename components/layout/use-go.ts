'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent } from 'react';
import { portalFetch } from '../providers/portal-fetch.ts';
import { useRealtime } from '../providers/realtime.tsx';
import { toast } from '../ui/toast.tsx';

/** Goes to a page; while the portal is not heard it is asked first, since the browser would leave this one for nothing. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  const client = useRealtime();
  return (href) => {
    if (client.getConnection().state !== 'offline') return router.push(href);
    portalFetch('/api/health').then(
      () => router.push(href),
      () =>
        toast.failed(
          new Error('Not connected, so this page stays. Others can be opened when the portal is back.'),
        ),
    );
  };
}

/** The same for every link of the page. */
export function useCarefulLinks(): void {
  const go = useGo();
  const client = useRealtime();
  const goByLink = useEffectEvent((event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
    const isPlain =
      event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || link.target || link.download || client.getConnection().state !== 'offline')
      return;
    const { origin, pathname, search, hash } = new URL(link.href);
    if (origin !== window.location.origin || hash) return;
    event.preventDefault();
    go(pathname + search);
  });
  useEffect(() => {
    document.addEventListener('click', goByLink, true);
    return () => document.removeEventListener('click', goByLink, true);
  }, []);
}
