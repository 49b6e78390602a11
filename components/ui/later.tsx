'use client';

import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

/**
 * A part that is not there from the start: its code is fetched while the page is idle, or when it is first wanted.
 * Until it has come, and on the server, `meanwhile` stands in its place.
 * Not by Suspense, which holds back what was not there yet for 300 ms, however soon it comes.
 */
export function later<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  meanwhile: ReactNode = null,
) {
  let Part: ComponentType<P> | null = null;
  const fetchPart = async (): Promise<void> => void (Part ??= (await load()).default);
  function Later(props: P) {
    const [, show] = useState(false);
    // As it was drawn: a part that comes between drawing and this effect has to be drawn yet.
    const isShown = Part !== null;
    useEffect(() => {
      if (isShown) return;
      void fetchPart().then(
        () => show(true),
        // The page's own error boundary says it.
        (error: unknown) =>
          show(() => {
            throw error;
          }),
      );
    }, [isShown]);
    return Part ? <Part {...props} /> : meanwhile;
  }
  // Failing here is no harm: it is fetched again when it is wanted.
  Later.warm = (): void => void fetchPart().catch(() => undefined);
  return Later;
}
