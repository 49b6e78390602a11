'use client';

import { useState } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { MessageView } from './types.ts';
import type { Branches } from './use-branches.ts';

type DeleteVersionProps = { message: MessageView | null; branches: Branches; onClose: () => void };

/** Asks before a version, with all that follows it, is deleted. */
export function DeleteVersion({ message, branches, onClose }: DeleteVersionProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = (): void => {
    setError(null);
    onClose();
  };
  const remove = async (): Promise<void> => {
    if (!message) return;
    setBusy(true);
    try {
      await branches.remove(message.id);
      close();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  const what = message?.role === 'user' ? 'question' : 'answer';
  const { at, of } = message?.version ?? { at: 1, of: 1 };
  const words = message?.text.trim().slice(0, 60) ?? '';
  return (
    <ConfirmDialog
      open={message !== null}
      onOpenChange={(open) => !open && close()}
      title={of > 1 ? `Delete version ${at} of this ${what}?` : `Delete this ${what} and all that follows?`}
      keepLabel="Keep it"
      confirmLabel={of > 1 ? 'Delete version' : 'Delete messages'}
      busyLabel="Deleting…"
      busy={busy}
      error={error}
      onConfirm={() => void remove()}
    >
      {words !== '' && (
        <p>
          “{words}
          {words.length === 60 ? '…' : ''}”
        </p>
      )}
      <p>
        {of > 1
          ? 'What follows this version goes with it; the other versions stay.'
          : 'This cannot be taken back.'}{' '}
        What its answers used stays counted.
      </p>
    </ConfirmDialog>
  );
}
