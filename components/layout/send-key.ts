'use client';

import { createKeptChoice } from './kept-choice.ts';

/** What sends a question: Enter, or Enter with ⌘ or Ctrl; the other one makes a line. */
export type SendKey = 'enter' | 'mod-enter';

export const { set: setSendKey, useChosen: useSendKey } = createKeptChoice<SendKey>('espalier-send-key', [
  'enter',
  'mod-enter',
]);
