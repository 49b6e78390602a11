'use client';

import { type RefObject, useEffect, useState } from 'react';

const WAIT_MS = 300;
type Shown = { words: string; left: number; top: number; isBelow: boolean };

/** One tooltip for everything in the timeline that has words: at once on focus, after a moment under the pointer. */
export function BarTooltip({ within }: { within: RefObject<HTMLElement | null> }) {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const root = within.current;
    if (!root) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      setShown(null);
    };
    const show = (event: Event, waitMs: number): void => {
      clearTimeout(timer);
      const target = (event.target as Element).closest<HTMLElement>('[data-tip]');
      const words = target?.dataset['tip'];
      if (!target || !words) return setShown(null);
      timer = setTimeout(() => setShown(placeOf(words, target.getBoundingClientRect())), waitMs);
    };
    const over = (event: Event) => show(event, WAIT_MS);
    const focus = (event: Event) => show(event, 0);
    const press = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    root.addEventListener('pointerover', over);
    root.addEventListener('focusin', focus);
    for (const name of ['pointerleave', 'focusout', 'pointerdown'] as const)
      root.addEventListener(name, hide);
    root.addEventListener('scroll', hide, true);
    document.addEventListener('keydown', press);
    return () => {
      clearTimeout(timer);
      root.removeEventListener('pointerover', over);
      root.removeEventListener('focusin', focus);
      for (const name of ['pointerleave', 'focusout', 'pointerdown'] as const)
        root.removeEventListener(name, hide);
      root.removeEventListener('scroll', hide, true);
      document.removeEventListener('keydown', press);
    };
  }, [within]);
  if (!shown) return null;
  return (
    <div
      role="tooltip"
      className="timeline-tip enters"
      data-below={shown.isBelow || undefined}
      style={{ left: shown.left, top: shown.top }}
    >
      {shown.words}
    </div>
  );
}

function placeOf(words: string, box: DOMRect): Shown {
  const middle = Math.min(Math.max(box.left + Math.min(box.width, 240) / 2, 170), window.innerWidth - 170);
  const isBelow = box.top < 90;
  return { words, left: middle, top: isBelow ? box.bottom + 6 : box.top - 6, isBelow };
}
