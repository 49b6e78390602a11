'use client';

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_END_PX = 48;

export type Follow = { atEnd: boolean; jumpToEnd: () => void; onScroll: () => void };

/**
 * Keeps a scrolling box at its end while the reader is there, and leaves a reader who scrolled away alone.
 * `content` is what grows inside the box.
 */
export function useFollow(
  box: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): Follow {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);
  const lastTop = useRef(0);

  const jumpToEnd = (): void => {
    following.current = true;
    setAtEnd(true);
    scrollToEnd(box.current);
  };

  useLayoutEffect(() => scrollToEnd(box.current), [box]);

  useEffect(() => {
    if (!box.current || !content.current) return;
    const grown = new ResizeObserver(() => {
      if (following.current) scrollToEnd(box.current);
    });
    grown.observe(content.current);
    grown.observe(box.current);
    return () => grown.disconnect();
  }, [box, content]);

  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    following.current = followsAfter(following.current, element, lastTop.current);
    lastTop.current = element.scrollTop;
    setAtEnd(following.current);
  };

  return { atEnd, jumpToEnd, onScroll };
}

type Place = Pick<HTMLElement, 'scrollTop' | 'scrollHeight' | 'clientHeight'>;
/**
 * Whether a box is kept at its end after it has scrolled from `lastTop`. Only who goes up leaves it: word of our own
 * scrolling comes a frame later, when the content may have grown beyond it.
 */
export function followsAfter(isFollowing: boolean, box: Place, lastTop: number): boolean {
  const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
  return isNear || (isFollowing && box.scrollTop >= lastTop);
}

function scrollToEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}
