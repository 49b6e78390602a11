'use client';

import { useState } from 'react';
import { draftKey, readDraft, writeDraft } from '../layout/drafts.ts';
import { useMe } from '../providers/me.tsx';

/**
 * The unsent text of a chat, kept in this browser over a reload; a component that uses it is keyed by the chat. What is
 * being sent is kept too until it has arrived: `stored` is what a reload would bring back.
 */
export function useDraft(conversationId: string): [string, (text: string, stored?: string) => void] {
  const key = draftKey(useMe().id, conversationId);
  const [text, setText] = useState(() => readDraft(key));
  return [
    text,
    (next, stored = next) => {
      setText(next);
      writeDraft(key, stored);
    },
  ];
}
