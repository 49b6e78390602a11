'use client';

import type { ReactNode } from 'react';
import { toUserMessage } from '../user-message.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { StatusGlyph } from './status-glyph.tsx';

export type ErrorNoteProps = {
  error: unknown;
  /** What was being done, in place of the portal's own first sentence. */
  title?: string;
  onRetry?: () => void;
  action?: ReactNode;
};

/** What happened, why, what to do, and the request's id; beside the thing that failed. */
export function ErrorNote({ error, title, onRetry, action }: ErrorNoteProps) {
  const message = toUserMessage(error);
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
