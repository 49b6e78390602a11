'use client';

import { useEffect } from 'react';
import { isNowhere } from '../ui/return-focus.ts';

/**
 * For what goes with what is done in it, and the focus with it: that comes back to the message's own pencil if it is
 * still there, else to where one writes, unless that would open a keyboard on the screen.
 */
export function useFocusAfter(messageId: string): void {
  useEffect(
    () => () =>
      void requestAnimationFrame(() => {
        if (!isNowhere(document.activeElement)) return;
        const pencil = `[data-message="${CSS.escape(messageId)}"] [aria-label="Edit question"]`;
        const box = matchMedia('(pointer: coarse)').matches ? '' : ', [data-next-step]';
        document.querySelector<HTMLElement>(pencil + box)?.focus();
      }),
    [messageId],
  );
}
