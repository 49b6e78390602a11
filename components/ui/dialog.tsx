'use client';

import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { IconButton } from './icon-button.tsx';
import { focusFirst, useReturnFocus } from './return-focus.ts';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One line below the title, read with it. */
  description?: ReactNode;
  /** `sheet`: from the right on wide screens, the whole screen on phones. */
  shape?: 'dialog' | 'sheet';
  wide?: boolean;
  children: ReactNode;
};

const PLACES = {
  dialog:
    'top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 rounded-lg border border-border-strong',
  sheet: 'inset-y-0 right-0 w-full border-border-strong tablet:w-[30rem] tablet:max-w-[90vw] tablet:border-l',
};

/** Opens on its first field, holds the focus and gives it back; Escape and a press outside close it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  shape = 'dialog',
  wide = false,
  children,
}: DialogProps) {
  const { opened, closed } = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(!description && { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            opened();
            focusFirst(event.currentTarget as HTMLElement);
          }}
          onCloseAutoFocus={closed}
          className={classNames(
            'fixed z-40 flex flex-col overflow-hidden bg-raised shadow-raised outline-none',
            PLACES[shape],
            shape === 'dialog' && (wide ? 'max-w-[44rem]' : 'max-w-[30rem]'),
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1 pt-1">
              <Radix.Title tabIndex={-1} className="text-md font-strong">
                {title}
              </Radix.Title>
              {description && (
                <Radix.Description className="text-sm text-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mr-2">
                <X aria-hidden size={18} strokeWidth={1.6} />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The buttons at the end of a dialog, the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
