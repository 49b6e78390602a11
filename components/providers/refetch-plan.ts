import type { QueryFilters } from '@tanstack/react-query';
import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import type { Touched } from './hinted-queries.ts';

/** Hints come in bursts; what they touch is read again once. */
const SOON_MS = 80;
const CALM_MS = 1000;

type Clock = { nowMs(): number; random(): number };

/** Gathers what hints touch and reads it again: what is urgent within a moment, the rest at most once a second. */
export function createRefetchPlan(
  invalidate: (filter: QueryFilters) => void,
  { nowMs, random }: Clock = { nowMs: Date.now, random: Math.random },
) {
  let lastCalmMs = -Infinity;
  const soon = lane(invalidate, () => SOON_MS);
  const calmly = lane(
    (filter) => {
      lastCalmMs = nowMs();
      invalidate(filter);
    },
    () => Math.max(SHARED_READ_MS + random() * CALM_MS, lastCalmMs + CALM_MS - nowMs()),
  );
  return {
    add(touched: Touched): void {
      soon.add(touched.soon);
      calmly.add(touched.calmly);
    },
    close(): void {
      soon.close();
      calmly.close();
    },
  };
}

function lane(invalidate: (filter: QueryFilters) => void, waitMs: () => number) {
  const waiting = new Map<string, QueryFilters>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    for (const filter of waiting.values()) invalidate(filter);
    waiting.clear();
  };
  return {
    add(filters: readonly QueryFilters[]): void {
      for (const filter of filters) waiting.set(JSON.stringify(filter.queryKey), filter);
      if (waiting.size > 0) timer ??= setTimeout(flush, waitMs());
    },
    close: (): void => clearTimeout(timer),
  };
}
