'use client';

import { type RefObject, useEffect, useState } from 'react';
import { rowAt, type TimelineRow } from './timeline-rows.ts';

export type TimelineSizes = { planePx: number; linePx: number; headPx: number };
const AS_ON_A_DESK: TimelineSizes = { planePx: 1000, linePx: 38, headPx: 26 };
/** Rows beyond the edge, and by how many the shown ones change at once. */
const BEYOND = 8;
const STEP = 1;

/** What the style sheet made of a row, a head and the plane: they differ under a finger and with the text's size. */
export function measureSizes(body: HTMLElement): TimelineSizes {
  const boxOf = (selector: string) => body.querySelector(selector)?.getBoundingClientRect();
  const line = boxOf('.timeline-measure');
  const head = boxOf('.timeline-group');
  if (!line || line.height === 0) return AS_ON_A_DESK;
  return { planePx: line.width, linePx: line.height, headPx: head?.height ?? AS_ON_A_DESK.headPx };
}

export function useTimelineSizes(body: RefObject<HTMLElement | null>): TimelineSizes {
  const [sizes, setSizes] = useState(AS_ON_A_DESK);
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    const look = (): void => {
      const next = measureSizes(element);
      setSizes((it) => (it.planePx === next.planePx && it.linePx === next.linePx ? it : next));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [body]);
  return sizes;
}

export type Shown = { first: number; last: number };

/** Which rows are in sight, and a few beyond: only those are drawn. */
export function useShownRows(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly TimelineRow[],
  sizes: TimelineSizes,
): Shown {
  const [shown, setShown] = useState<Shown>({ first: 0, last: 40 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const { scrollTop, clientHeight } = element;
      const first = Math.floor((rowAt(rows, scrollTop, sizes) - BEYOND) / STEP) * STEP;
      const last = Math.ceil((rowAt(rows, scrollTop + clientHeight, sizes) + BEYOND) / STEP) * STEP;
      const next = { first: Math.max(0, first), last: Math.min(rows.length - 1, last) };
      setShown((it) => (it.first === next.first && it.last === next.last ? it : next));
    };
    const plan = (): void => void (frame ||= requestAnimationFrame(look));
    element.addEventListener('scroll', plan, { passive: true });
    const observer = new ResizeObserver(plan);
    observer.observe(element);
    look();
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', plan);
      observer.disconnect();
    };
  }, [scroller, rows, sizes]);
  return shown;
}
