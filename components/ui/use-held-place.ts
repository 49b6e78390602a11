'use client';

import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Keeps what a reader sees in its place while something is put before it. Call the function that is returned before
 * asking for more; the place is set right as soon as `first`, the key of the first row, has changed.
 */
export function useHeldPlace(box: RefObject<HTMLElement | null>, first: string | undefined): () => void {
  const fromEndPx = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (fromEndPx.current === null) return;
    scrollFromEnd(box.current, fromEndPx.current);
    fromEndPx.current = null;
  }, [box, first]);
  return () => {
    fromEndPx.current = box.current ? box.current.scrollHeight - box.current.scrollTop : null;
  };
}

function scrollFromEnd(element: HTMLElement | null, px: number): void {
  if (element) element.scrollTop = element.scrollHeight - px;
}
