'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { changeAddress } from '../layout/change-address.ts';
import {
  type ChartSpan,
  liveSpan,
  OLDEST_MS,
  panSpan,
  readSpan,
  snapToNow,
  type SpanBounds,
  writeSpan,
  zoomSpan,
} from './chart-span.ts';

const WRITE_MS = 300;

/** What zooms and moves the curves of a page; the same for all of them. */
export type SpanControl = {
  span: ChartSpan;
  /** Nobody has chosen it. */
  isStandard: boolean;
  zoom(factor: number, anchorMs: number): void;
  pan(byMs: number): void;
  /** The last so many milliseconds, or what the page shows by itself. */
  show(lengthMs: number | null): void;
};

/**
 * The time that a page's curves show, kept in its address. `standard` is what it shows by itself; between `bounds` one
 * may move, the end of which goes on with time.
 */
export function useChartSpan(standard: ChartSpan, bounds: SpanBounds): SpanControl {
  const query = useSearchParams();
  const asked = useMemo(() => readSpan(query, bounds), [query, bounds]);
  // While one drags, the address is behind.
  const [moving, setMoving] = useState<ChartSpan | null>(null);
  const chosen = moving ?? asked ?? standard;
  const { fromMs, toMs, isLive } = chosen;
  const span = useMemo(
    () => (isLive ? liveSpan(toMs - fromMs, bounds.toMs) : { fromMs, toMs, isLive }),
    [fromMs, toMs, isLive, bounds.toMs],
  );
  const latest = useRef({ span, bounds });
  useEffect(() => {
    latest.current = { span, bounds };
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const go = useCallback((next: ChartSpan | null): void => {
    if (next) latest.current.span = next;
    setMoving(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const { pathname, search } = window.location;
      const settled = next && snapToNow(next, latest.current.bounds.toMs);
      const words = writeSpan(new URLSearchParams(search), settled).toString();
      changeAddress(words ? `${pathname}?${words}` : pathname, 'replace');
      setMoving(null);
    }, WRITE_MS);
  }, []);
  return useMemo(
    () => ({
      span,
      isStandard: moving === null && asked === null,
      zoom: (factor, anchorMs) => go(zoomSpan(latest.current.span, factor, anchorMs, latest.current.bounds)),
      pan: (byMs) => go(panSpan(latest.current.span, byMs, latest.current.bounds)),
      show: (lengthMs) => go(lengthMs === null ? null : liveSpan(lengthMs, latest.current.bounds.toMs)),
    }),
    [span, moving, asked, go],
  );
}

/** As far back as hours are kept for. */
export const boundsUntil = (nowMs: number): SpanBounds => ({ fromMs: nowMs - OLDEST_MS, toMs: nowMs });
