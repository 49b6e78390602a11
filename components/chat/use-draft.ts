'use client';

import { useState } from 'react';

const PREFIX = 'espalier-draft-';

/**
 * The unsent text of a chat, kept in this browser over a reload; a component that uses it is keyed by the chat. What is
 * being sent is kept too until it has arrived: `stored` is what a reload would bring back.
 */
export function useDraft(conversationId: string): [string, (text: string, stored?: string) => void] {
  const [text, setText] = useState(() => read(conversationId));
  return [
    text,
    (next, stored = next) => {
      setText(next);
      write(conversationId, stored);
    },
  ];
}

function read(conversationId: string): string {
  try {
    return localStorage.getItem(PREFIX + conversationId) ?? '';
  } catch {
    // Storage is switched off in this browser: the draft lives as long as the page.
    return '';
  }
}

function write(conversationId: string, text: string): void {
  try {
    if (text) localStorage.setItem(PREFIX + conversationId, text);
    else localStorage.removeItem(PREFIX + conversationId);
  } catch {
    // Storage is off or full: the draft lives as long as the page.
  }
}
