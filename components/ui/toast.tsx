'use client';

import dynamic from 'next/dynamic';
import { useSyncExternalStore } from 'react';
import { toUserMessage } from '../user-message.ts';
import { useFetchedEarly } from './use-fetched-early.ts';
import { onToast, pushToast, wasToastPushed } from './toast-queue.ts';

const loadView = () => import('./toast-view.tsx');
// Shown with the first toast: most pages never have one.
const ToastView = dynamic(loadView, { ssr: false });

export function Toaster() {
  useFetchedEarly(loadView);
  const isWanted = useSyncExternalStore(onToast, wasToastPushed, () => false);
  return isWanted && <ToastView />;
}

export const toast = {
  /** It is done. With `undo` it can be taken back for 10 s. */
  done(text: string, undo?: () => void): void {
    pushToast({ text, note: null, undo: undo ?? null, failed: false });
  },
  /** A call failed and nothing on the page shows it. */
  failed(error: unknown): void {
    const { title, detail, requestId } = toUserMessage(error);
    const note = [detail, requestId && `Request ${requestId.slice(0, 8)}`].filter(Boolean).join(' · ');
    pushToast({ text: title, note: note || null, undo: null, failed: true });
  },
};
