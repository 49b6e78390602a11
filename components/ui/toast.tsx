'use client';

import { Toaster as Sonner, toast as show } from 'sonner';
import { toUserMessage } from '../user-message.ts';

const UNDO_MS = 10_000;
const TOAST =
  'flex w-full max-w-[26rem] items-center gap-3 rounded-md border border-border-strong bg-raised px-3 py-1.5 text-sm text-text shadow-raised';

export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: TOAST,
          content: 'min-w-0 flex-1 py-1',
          description: 'text-muted',
          actionButton: 'h-7 coarse:h-11 flex-none rounded-md px-2 font-medium text-link hover:bg-hover',
        },
      }}
    />
  );
}

export const toast = {
  /** It is done. With `undo` it can be taken back for 10 s. */
  done(text: string, undo?: () => void): void {
    show(text, undo ? { duration: UNDO_MS, action: { label: 'Undo', onClick: undo } } : {});
  },
  /** A call failed and nothing on the page shows it. */
  failed(error: unknown): void {
    const { title, detail, requestId } = toUserMessage(error);
    const note = [detail, requestId && `Request ${requestId.slice(0, 8)}`].filter(Boolean).join(' · ');
    show.error(title, { duration: UNDO_MS, ...(note && { description: note }) });
  },
};
