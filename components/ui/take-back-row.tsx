'use client';

import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

type TakeBackRowProps = {
  title: ReactNode;
  facts: ReactNode;
  /** In a sentence: `the link Hall`. */
  name: string;
  /** In a word: `link`. */
  word: string;
  busy: boolean;
  error: unknown;
  onTakeBack: (done: () => void) => void;
  /** What ends with it. */
  children: ReactNode;
};

/** A secret that was given out, and the way to end it; once it is ended the row is gone. */
export function TakeBackRow(props: TakeBackRowProps) {
  const { title, facts, name, word, busy, error, onTakeBack, children } = props;
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 border-b border-border py-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <b className="block">{title}</b>
        <span className="block text-xs text-muted">{facts}</span>
      </span>
      <Button small look="quiet" aria-label={`Take back ${name}`} onClick={() => setIsAsking(true)}>
        Take back…
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Take back ${name}?`}
        keepLabel="Keep it"
        confirmLabel={`Take back ${word}`}
        busyLabel="Taking back…"
        busy={busy}
        error={error}
        onConfirm={() => onTakeBack(() => setIsAsking(false))}
      >
        {children}
      </ConfirmDialog>
    </li>
  );
}
