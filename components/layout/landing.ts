'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { focusTitle, isNowhere } from '../ui/return-focus.ts';

const PROMISE_MS = 5000;
/** A page may need a moment until it offers its next step. */
const WAIT_MS = 3000;
const OWN_MOVES = ['keydown', 'pointerdown'] as const;

let promised: { place: 'title' | 'next-step'; atMs: number } | null = null;

/** Where the focus is to be on the page that is gone to now: its title, or what one does next there. */
export function landOn(place: 'title' | 'next-step'): void {
  promised = { place, atMs: Date.now() };
}

/** On a new page the focus is where it was promised, or on the title when what had it went with the old page. */
export function useLanding(): void {
  const pathname = usePathname();
  const from = useRef(pathname);
  useEffect(() => {
    if (from.current === pathname) return;
    from.current = pathname;
    const place = promised && Date.now() - promised.atMs < PROMISE_MS ? promised.place : null;
    promised = null;
    if (document.activeElement?.closest('[role=dialog], [role=alertdialog]')) return;
    if (place || isNowhere(document.activeElement)) focusTitle();
    return place === 'next-step' ? waitForStep() : undefined;
  }, [pathname]);
}

function waitForStep(): () => void {
  const look = (): void => {
    const step = document.querySelector<HTMLElement>('[data-next-step]');
    if (!step) return;
    step.focus();
    stop();
  };
  const observer = new MutationObserver(look);
  const timer = setTimeout(stop, WAIT_MS);
  // Whoever moves by themselves is not led any more.
  for (const move of OWN_MOVES) document.addEventListener(move, stop, true);
  observer.observe(document.body, { childList: true, subtree: true });
  look();
  function stop(): void {
    observer.disconnect();
    clearTimeout(timer);
    for (const move of OWN_MOVES) document.removeEventListener(move, stop, true);
  }
  return stop;
}
