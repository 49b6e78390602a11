'use client';

import { type RefCallback, useState } from 'react';

/** How far beyond the edge its end is near. */
const NEAR = '800px';

/**
 * How many of a long list stand there: as many as are read at once, and as many again whenever its end comes near. What
 * is hidden never comes near.
 *
 * @returns `end` goes on an element after the last; it draws the next when it is nearly in sight, `more` does it by hand.
 */
export function useMoreInSight(step: number): {
  count: number;
  end: RefCallback<Element>;
  more: () => void;
} {
  const [count, setCount] = useState(step);
  const more = (): void => setCount(count + step);
  const end = (element: Element | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some((it) => it.isIntersecting)) more();
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
  return { count, end, more };
}
