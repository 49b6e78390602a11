import type { Backend } from '@/shared/schemas/session.ts';

/** Which ranks talk to each other. */
export function rankPairs(backend: Backend, size: number): [number, number][] {
  if (backend === 'single' || size < 2) return [];
  if (backend === 'jaccl') {
    return Array.from({ length: size }, (_, a) =>
      Array.from({ length: size - a - 1 }, (_, b): [number, number] => [a, a + b + 1]),
    ).flat();
  }
  if (size === 2) return [[0, 1]];
  return Array.from({ length: size }, (_, rank): [number, number] => [rank, (rank + 1) % size]);
}
