'use client';

import { ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { ErrorNote } from '../ui/error-note.tsx';
import { Button } from '../ui/button.tsx';
import './composer.css';
import { useDraft } from './use-draft.ts';

type ComposerProps = {
  conversationId: string;
  modelTitle: string;
  /** Why nothing can be sent now, with the way on; null when one can write. */
  blocked: ReactNode | null;
  isSending: boolean;
  /** Why the last question was not taken; its text is back in the box. */
  sendError: unknown;
  isAnswering: boolean;
  /** Asked when the thread is still empty. */
  suggestions: readonly string[];
  /** Resolves when the question is stored; on a refusal it throws and the text stays. */
  onSend: (text: string) => Promise<unknown>;
};
const MAX_CHARS = 32_000;

/** Writes a question: Enter sends, Shift+Enter makes a line, and a draft outlives a reload. Keyed by the chat. */
export function Composer(props: ComposerProps) {
  const { conversationId, modelTitle, blocked, isSending, sendError, isAnswering, suggestions, onSend } =
    props;
  const [draft, setDraft] = useDraft(conversationId);
  const box = useRef<HTMLTextAreaElement>(null);
  const text = draft.trim();
  const canSend = blocked === null && !isSending && text !== '' && text.length <= MAX_CHARS;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [draft]);

  const typed = (): string => box.current?.value ?? '';
  const send = async (): Promise<void> => {
    if (!canSend) return;
    setDraft('', text);
    box.current?.focus();
    try {
      await onSend(text);
      setDraft(typed());
    } catch {
      // The text must not be lost, nor what was written after it.
      setDraft([text, typed()].filter(Boolean).join('\n\n'));
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // Safari ends a composition before its Enter arrives, and tells it by key code 229 only.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  return (
    <div className="chat-composer">
      {!isSending && sendError !== null && (
        <div className="pb-2">
          <ErrorNote error={sendError} repeatable {...(canSend && { onRetry: () => void send() })} />
        </div>
      )}
      {blocked && <div className="chat-blocked">{blocked}</div>}
      {!blocked && draft === '' && suggestions.length > 0 && (
        <ul className="chat-suggestions" aria-label="Questions to begin with">
          {suggestions.map((it) => (
            <li key={it}>
              <button
                type="button"
                onClick={() => {
                  setDraft(it);
                  box.current?.focus();
                }}
              >
                {it}
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        className="chat-box"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          ref={box}
          data-next-step
          rows={1}
          value={draft}
          aria-label="Message"
          placeholder={blocked ? 'Your text is kept here' : `Ask ${modelTitle}`}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="chat-box-row">
          <span className="chat-hint">
            {text.length > MAX_CHARS ? (
              `${text.length.toLocaleString('en-GB')} of ${MAX_CHARS.toLocaleString('en-GB')} characters: shorten it`
            ) : isAnswering ? (
              'An answer is being written; yours comes after it'
            ) : (
              <span className="coarse:hidden">Enter sends, Shift+Enter makes a line</span>
            )}
          </span>
          <Button
            type="submit"
            look="primary"
            disabled={!canSend}
            aria-label={isAnswering ? 'Queue' : 'Send'}
            icon={<ArrowUp aria-hidden size={16} strokeWidth={1.6} />}
          >
            <span className="hidden tablet:inline">
              {isSending ? 'Sending…' : isAnswering ? 'Queue' : 'Send'}
            </span>
          </Button>
        </div>
      </form>
    </div>
  );
}
