'use client';

import { useEffect } from 'react';
import { toast, Toaster as Sonner } from 'sonner';
import { onToast, takeToasts, type ToastMessage } from './toast-queue.ts';

const LONG_MS = 10_000;
const TOAST =
  'flex w-full max-w-[26rem] items-center gap-3 rounded-md border border-border-strong bg-raised px-3 py-1.5 text-sm text-text shadow-raised';

function show({ text, note, undo, failed }: ToastMessage): void {
  const options = {
    ...((undo || failed) && { duration: LONG_MS }),
    ...(note && { description: note }),
    ...(undo && { action: { label: 'Undo', onClick: undo } }),
  };
  if (failed) toast.error(text, options);
  else toast(text, options);
}

export default function ToastView() {
  useEffect(() => {
    const drain = () => takeToasts().forEach(show);
    drain();
    return onToast(drain);
  }, []);
  return (
    <Sonner
      position="bottom-right"
      style={{ fontFamily: 'var(--font-sans)' }}
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
