'use client';

import { useCallback, useState } from 'react';

/** The width of an element in whole hundreds of pixels, so that a small change asks for nothing new. */
export function useWidth(standardPx: number): [(element: HTMLElement | null) => void | (() => void), number] {
  const [width, setWidth] = useState(standardPx);
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.ceil(element.clientWidth / 100) * 100));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [measure, width];
}
