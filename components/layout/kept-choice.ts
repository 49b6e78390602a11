'use client';

import { useSyncExternalStore } from 'react';
import { createListeners } from '../providers/listeners.ts';

/** Something a person chooses for this browser, the usual first; where it keeps nothing, it holds until a reload. */
export function createKeptChoice<T extends string>(key: string, options: readonly [T, ...T[]]) {
  const [usual] = options;
  const changes = createListeners<[]>();
  let chosen: T | null = null;
  const read = (): T => {
    if (chosen !== null) return chosen;
    try {
      const kept = localStorage.getItem(key);
      return options.find((it) => it === kept) ?? usual;
    } catch {
      return usual;
    }
  };
  return {
    set(option: T): void {
      chosen = option;
      try {
        localStorage.setItem(key, option);
      } catch {
        // Storage is switched off.
      }
      changes.call();
    },
    useChosen: (): T => useSyncExternalStore(changes.add, read, () => usual),
  };
}
