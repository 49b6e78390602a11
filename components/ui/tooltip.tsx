'use client';

import * as Radix from 'radix-ui/tooltip';
import { type ReactElement, type ReactNode, useState } from 'react';

export type TooltipProps = { text: ReactNode; side?: 'top' | 'right' | 'bottom'; children: ReactElement };

/** A few words on hover, on focus and on a tap. The child must be able to take focus. */
export function Tooltip({ text, side = 'top', children }: TooltipProps) {
  const [open, setOpen] = useState(false);
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Trigger asChild onClick={() => setOpen(true)}>
          {children}
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="enters z-50 max-w-[20rem] rounded-md border border-border-strong bg-raised px-2.5 py-1.5 text-xs text-text shadow-raised"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
