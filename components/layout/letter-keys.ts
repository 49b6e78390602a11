'use client';

import { useSyncExternalStore } from 'react';
import { createListeners } from '../providers/listeners.ts';

const KEY = 'espalier-letter-keys';
const changes = createListeners<[]>();
// What was chosen here, should the browser not keep it.
let chosen: boolean | null = null;

/** Whether single keys do something; kept by this browser. ⌘K and Escape always do. */
export function areLetterKeysOn(): boolean {
  if (chosen !== null) return chosen;
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

export function setLetterKeys(on: boolean): void {
  chosen = on;
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Storage is switched off: it holds until the page is loaded again.
  }
  changes.call();
}

export const useLetterKeys = (): boolean => useSyncExternalStore(changes.add, areLetterKeysOn, () => true);
