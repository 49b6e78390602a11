'use client';

import { useSyncExternalStore } from 'react';
import { createListeners } from '../providers/listeners.ts';

/** What sends a question: Enter, or Enter with ⌘ or Ctrl; the other one makes a line. */
export type SendKey = 'enter' | 'mod-enter';

const KEY = 'espalier-send-key';
const changes = createListeners<[]>();
// What was chosen here, should the browser not keep it.
let chosen: SendKey | null = null;

function sendKey(): SendKey {
  if (chosen !== null) return chosen;
  try {
    return localStorage.getItem(KEY) === 'mod-enter' ? 'mod-enter' : 'enter';
  } catch {
    return 'enter';
  }
}

export function setSendKey(key: SendKey): void {
  chosen = key;
  try {
    localStorage.setItem(KEY, key);
  } catch {
    // Storage is switched off: it holds until the page is loaded again.
  }
  changes.call();
}

export const useSendKey = (): SendKey => useSyncExternalStore(changes.add, sendKey, () => 'enter');
