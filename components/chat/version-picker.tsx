'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { announce } from '../layout/live-region.tsx';
import type { MessageView } from './types.ts';

type VersionPickerProps = {
  message: Pick<MessageView, 'id' | 'version'>;
  /** "question" or "answer". */
  what: string;
  onChoose: (messageId: string) => void;
};
type Way = 'previous' | 'next';

/** The version that was asked for takes the focus when it is there, on the same button if that leads on. */
let wanted: { id: string; way: Way } | null = null;

/** "‹ 2 of 3 ›": the versions of one message. On either button left and right arrow go through them too. */
export function VersionPicker({ message, what, onChoose }: VersionPickerProps) {
  const { at, of, previousId, nextId } = message.version;
  const previous = useRef<HTMLButtonElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (wanted?.id !== message.id) return;
    const leadsOn = wanted.way === 'next' ? nextId !== null : previousId === null;
    wanted = null;
    (leadsOn ? next : previous).current?.focus();
    announce(`Version ${at} of ${of}`);
  }, [message.id, at, of, previousId, nextId]);
  if (of < 2) return null;
  const go = (way: Way): void => {
    const id = way === 'previous' ? previousId : nextId;
    if (id === null) return;
    wanted = { id, way };
    onChoose(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    go(event.key === 'ArrowLeft' ? 'previous' : 'next');
  };
  const keys = { type: 'button' as const, 'aria-keyshortcuts': 'ArrowLeft ArrowRight', onKeyDown };
  return (
    <span role="group" className="chat-versions" aria-label={`Version ${at} of ${of} of this ${what}`}>
      <button
        {...keys}
        ref={previous}
        aria-label={`Previous version of this ${what}`}
        disabled={previousId === null}
        onClick={() => go('previous')}
      >
        <ChevronLeft aria-hidden size={15} strokeWidth={1.6} />
      </button>
      {at} of {of}
      <button
        {...keys}
        ref={next}
        aria-label={`Next version of this ${what}`}
        disabled={nextId === null}
        onClick={() => go('next')}
      >
        <ChevronRight aria-hidden size={15} strokeWidth={1.6} />
      </button>
    </span>
  );
}
