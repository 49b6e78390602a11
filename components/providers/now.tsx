'use client';

import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';

const TICK_MS = 1000;
const RenderedAt = createContext(0);

let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const it of listeners) it();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Carries the server's clock of this page, so that the first render in the browser says the same words. */
export function NowProvider({ atMs, children }: { atMs: number; children: ReactNode }) {
  return <RenderedAt value={atMs}>{children}</RenderedAt>;
}

/** Now in milliseconds, in whole steps; the component renders again at each step. */
export function useNow(stepMs = 10_000): number {
  const renderedAt = useContext(RenderedAt);
  const floor = (ms: number) => Math.floor(ms / stepMs) * stepMs;
  return useSyncExternalStore(
    subscribe,
    () => floor(Math.max(nowMs || Date.now(), renderedAt)),
    () => floor(renderedAt),
  );
}
