'use client';

import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { newId } from '../ui/new-id.ts';
import { useChatActs } from './chat-acts.tsx';
import { useFocusAfter } from './use-focus-after.ts';
import type { MessageView } from './types.ts';

/** Writes another version of a question or an answer where it stands; the one it comes from stays. */
export function MessageEdit({ message, onDone }: { message: MessageView; onDone: () => void }) {
  const acts = useChatActs();
  useFocusAfter(message.id);
  const [text, setText] = useState(message.text);
  const [busy, setBusy] = useState<'save' | 'send' | null>(null);
  const [error, setError] = useState<unknown>(null);
  // Saved again after a lost reply, it is the same version.
  const [id] = useState(newId);
  const box = useRef<HTMLTextAreaElement>(null);
  const isQuestion = message.role === 'user';
  const said = text.trim();
  const canSave = said !== '' && said !== message.text && busy === null;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, 480)}px`;
  }, [text]);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(message.text.length, message.text.length);
  }, [message.text]);

  const run = async (kind: 'save' | 'send', work: () => Promise<unknown>): Promise<void> => {
    setBusy(kind);
    setError(null);
    try {
      await work();
      onDone();
    } catch (failure) {
      setError(failure);
      setBusy(null);
    }
  };
  const save = (): Promise<void> => run('save', () => acts.branches.edit(message.id, id, said));
  const send = (): Promise<void> =>
    run('send', async () => {
      if (isQuestion) return acts.ask(said, { fromId: message.id, parentId: message.parentId });
      await acts.branches.edit(message.id, id, said);
      return acts.branches.again(id, acts.sessionId!);
    });
  const canSend = acts.sessionId !== null && busy === null && said !== '' && (isQuestion || canSave);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onDone();
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      if (canSend) void send();
    }
  };
  return (
    <div className="chat-edit">
      <textarea
        ref={box}
        rows={2}
        value={text}
        maxLength={isQuestion ? 32_000 : 64_000}
        aria-label={isQuestion ? 'Another version of this question' : 'Another version of this answer'}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {error !== null && <ErrorNote error={error} />}
      <div className="chat-edit-row">
        <span className="text-sm text-muted">
          Makes version {message.version.of + 1}.{' '}
          {isQuestion ? 'This one and its answers stay.' : 'This one stays.'}
        </span>
        <Button small look="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button
          small
          disabled={!canSave}
          busyLabel={busy === 'save' ? 'Saving…' : null}
          onClick={() => void save()}
        >
          Save only
        </Button>
        <Button
          small
          look="primary"
          disabled={!canSend}
          busyLabel={busy === 'send' ? 'Sending…' : null}
          onClick={() => void send()}
        >
          {isQuestion ? 'Send again' : 'Save and go on'}
        </Button>
      </div>
    </div>
  );
}
