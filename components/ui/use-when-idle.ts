'use client';

import { useEffect, useEffectEvent } from 'react';

const LATEST_MS = 3000;

/** Once, when the page has been drawn and has nothing else to do. */
export function useWhenIdle(act: () => void): void {
  const run = useEffectEvent(act);
  useEffect(() => {
    // Safari has no idle callback.
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(run, LATEST_MS / 2);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(() => run(), { timeout: LATEST_MS });
    return () => cancelIdleCallback(handle);
  }, []);
}
