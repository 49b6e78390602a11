'use client';

import { useEffect } from 'react';

/** The tab’s title follows a name that changes while the page is open; it begins as the page’s metadata has it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Espalier`;
  }, [title]);
}
