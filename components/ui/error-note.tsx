'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { toUserMessage } from '../user-message.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { StatusGlyph } from './status-glyph.tsx';

export type ErrorNoteProps = {
  error: unknown;
  /** What was being done, in place of the portal's own first sentence. */
  title?: string;
  /** The same sent again is done once: it carries its own id. */
  repeatable?: boolean;
  onRetry?: () => void;
  action?: ReactNode;
};

/** What happened, why, what to do, and the request's id; beside the thing that failed. */
export function ErrorNote({ error, title, repeatable = false, onRetry, action }: ErrorNoteProps) {
  const message = toUserMessage(error, repeatable);
  const detail = title ? [message.title, message.detail].filter(Boolean).join(' ') : message.detail;
  return (
    <Banner
      tone="error"
      icon={<StatusGlyph status="fault" label={null} />}
      title={title ?? message.title}
      action={
        action ??
        (onRetry && (
          <Button small onClick={onRetry}>
            Try again
          </Button>
        ))
      }
    >
      {detail}
      {message.requestId && (
        <span className="block text-muted">
          Request <span className="font-mono text-[0.925em]">{message.requestId.slice(0, 8)}</span>
        </span>
      )}
    </Banner>
  );
}

/** Why a form was refused; takes the focus, so that it is seen and read, and the next Tab leads to what to do. */
export function FormError({
  error,
  repeatable = false,
  children,
}: Pick<ErrorNoteProps, 'error' | 'repeatable'> & { children?: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [error]);
  if (error === null || error === undefined) return null;
  return (
    <div ref={box} tabIndex={-1} className="scroll-mb-20 rounded-md">
      {children || <ErrorNote error={error} repeatable={repeatable} />}
    </div>
  );
}
