'use client';

import { useEffect, useState } from 'react';

/** How far each list has grown since this page of the browser was loaded: who comes back finds it whole. */
const grown = new Map<string, number>();
/** Also where a browser has no rest, or no word for it. */
const LATEST_MS = 200;
/** Each time so much more: every step draws anew what is there. */
const FACTOR = 4;

/**
 * How many of a long list stand there: the first few at once, so that they can be used, and the others in a few
 * steps when the browser has nothing else to do. Not as a transition, which a page that ticks would begin anew for ever.
 */
export function useGrowing(name: string, total: number, first: number): number {
  const [count, setCount] = useState(() => grown.get(name) ?? first);
  const isWhole = count >= total;
  useEffect(() => {
    grown.set(name, count);
    if (isWhole) return;
    const more = () => setCount(count * FACTOR);
    // Safari has no idle callback.
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(more, LATEST_MS);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(more, { timeout: LATEST_MS });
    return () => cancelIdleCallback(handle);
  }, [name, count, isWhole]);
  return Math.min(count, total);
}
