'use client';

import { useSyncExternalStore } from 'react';
import { toUserMessage } from '../user-message.ts';
import { later } from './later.tsx';
import { onToast, pushToast, wasToastPushed } from './toast-queue.ts';
import { useWhenIdle } from './use-when-idle.ts';

// Shown with the first toast: most pages never have one.
const ToastView = later(() => import('./toast-view.tsx'));

export function Toaster() {
  useWhenIdle(ToastView.warm);
  const isWanted = useSyncExternalStore(onToast, wasToastPushed, () => false);
  return isWanted && <ToastView />;
}

export const toast = {
  /** It is done. With `undo` it can be taken back for 10 s. */
  done(text: string, undo?: () => void): void {
    pushToast({ text, note: null, undo: undo ?? null, failed: false });
  },
  /** Something happened elsewhere that this person has to know. */
  told(text: string, note: string): void {
    pushToast({ text, note: note || null, undo: null, failed: false });
  },
  /** A call failed and nothing on the page shows it. */
  failed(error: unknown): void {
    const { title, detail, requestId } = toUserMessage(error);
    const note = [detail, requestId && `Request ${requestId.slice(0, 8)}`].filter(Boolean).join(' · ');
    pushToast({ text: title, note: note || null, undo: null, failed: true });
  },
};
