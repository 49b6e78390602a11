'use client';

import { useEffect } from 'react';

/**
 * Fetches a part that is loaded on demand before somebody wants it, as soon as the page has nothing else to do: so it is
 * there at once, and also when the portal is away just then. `load` is the same function for good.
 */
export function useFetchedEarly(load: () => Promise<unknown>): void {
  useEffect(() => {
    // What fails here is told when it is wanted.
    const fetchPart = (): void => void load().catch(() => undefined);
    if ('requestIdleCallback' in window) {
      const idle = requestIdleCallback(fetchPart);
      return () => cancelIdleCallback(idle);
    }
    const timer = setTimeout(fetchPart, 1000);
    return () => clearTimeout(timer);
  }, [load]);
}
