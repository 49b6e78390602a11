'use client';

import { useEffect } from 'react';

const INSET = '--keyboard-inset';
/** Bars of a browser come and go by less. */
const LEAST_PX = 120;

/** Where the on-screen keyboard lies over the page (iPhone, iPad), the chat ends above it. */
export function useKeyboardInset(): void {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return;
    const root = document.documentElement;
    const fit = (): void => {
      // Zoomed in, less is seen for another reason.
      const hidden = seen.scale > 1.01 ? 0 : window.innerHeight - seen.height;
      root.style.setProperty(INSET, `${hidden > LEAST_PX ? Math.round(hidden) : 0}px`);
      // Safari has moved the page up for the field, which is in sight now by itself.
      if (hidden > LEAST_PX && window.scrollY > 0) window.scrollTo(0, 0);
    };
    fit();
    seen.addEventListener('resize', fit);
    return () => {
      seen.removeEventListener('resize', fit);
      root.style.removeProperty(INSET);
    };
  }, []);
}
