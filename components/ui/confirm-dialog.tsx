'use client';

import * as Radix from 'radix-ui/alert-dialog';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { FormError } from './error-note.tsx';
import { useReturnFocus } from './return-focus.ts';

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names the thing: "End Kimi K2 Thinking on four Macs?" */
  title: string;
  /** Who loses what. */
  children: ReactNode;
  /** The safe way, which has the focus: "Keep running". */
  keepLabel: string;
  /** Verb and noun: "End session". */
  confirmLabel: string;
  /** The button's label while it waits: "Ending…". */
  busyLabel: string;
  busy: boolean;
  error?: unknown;
  onConfirm: () => void;
};

/** For what cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, children, keepLabel, confirmLabel, busyLabel, busy, error, onConfirm } =
    props;
  const { opened, closed } = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          onOpenAutoFocus={opened}
          onCloseAutoFocus={closed}
          className="fixed top-1/2 left-1/2 z-40 w-[calc(100vw-2rem)] max-w-[30rem] -translate-x-1/2 -translate-y-1/2 rounded-lg border border-border-strong bg-raised p-5 shadow-raised outline-none"
        >
          <Radix.Title className="text-md font-strong">{title}</Radix.Title>
          <Radix.Description asChild>
            <div className="mt-2 mb-4 text-text-2">{children}</div>
          </Radix.Description>
          <FormError error={error} />
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <Radix.Cancel asChild>
              <Button>{keepLabel}</Button>
            </Radix.Cancel>
            <Button look="danger-solid" busyLabel={busy ? busyLabel : null} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
