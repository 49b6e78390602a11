'use client';

import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { PASTE_AS_FILE_CHARACTERS } from '@/shared/schemas/chat-files.ts';
import { useSendKey } from '../layout/send-key.ts';
import { isNowhere } from '../ui/return-focus.ts';
import { toast } from '../ui/toast.tsx';
import type { ComposerProps } from './composer.tsx';
import { actOf, stepThrough } from './composer-keys.ts';
import { joinTexts } from './join-texts.ts';
import type { Command } from './slash.ts';
import { useDraft } from './use-draft.ts';
import { useFiles } from './use-files.ts';
import { useSlash } from './use-slash.ts';

export const MAX_CHARS = 32_000;

/** What is being written, and all that can be done with it. */
export function useComposer(props: ComposerProps) {
  const { conversationId, blocked, isSending, onSend, composing } = props;
  const [draft, setDraft] = useDraft(conversationId);
  const [past, setPast] = useState(0);
  const [hasLibrary, setLibrary] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const files = useFiles(conversationId);
  const text = draft.trim();
  const canSend =
    blocked === null && !isSending && !files.isArriving && text !== '' && text.length <= MAX_CHARS;
  const typed = (): string => box.current?.value ?? '';
  const focus = (): void => box.current?.focus();

  const change = (next: string): void => {
    setPast(0);
    setDraft(next);
  };
  const write = (next: string): void => {
    change(next);
    focus();
  };
  const attach = (list: File[]): void => {
    if (list.length > 0) files.attach(list.map((it) => ({ name: it.name || 'file', content: it })));
    focus();
  };
  const onCommand = (command: Exclude<Command, 'model'>): void => {
    if (command === 'prompt') setLibrary(true);
    else if (command === 'stop') composing.onStop?.();
    else if (command === 'clear') for (const { id } of [...files.files, ...files.arriving]) files.remove(id);
    else composing.onSettings(command);
  };
  const { sessions, onSession } = composing;
  const slash = useSlash({ draft, setDraft: write, sessions, onSession, onCommand });
  // A chat is opened to write in it; where a keyboard would cover half the screen, a tap asks for it.
  useEffect(() => {
    const { activeElement } = document;
    const isFree = isNowhere(activeElement) || activeElement?.tagName === 'H1';
    if (isFree && !matchMedia('(pointer: coarse)').matches) box.current?.focus();
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [draft]);

  const send = async (): Promise<void> => {
    if (!canSend) return;
    const ids = files.files.map((it) => it.id);
    setPast(0);
    setDraft('', text);
    focus();
    try {
      await onSend(text, ids);
      files.taken(ids);
      setDraft(typed());
    } catch {
      // The text must not be lost, nor what was written after it.
      setDraft(joinTexts(text, typed()));
    }
  };
  /** Through one's own questions; false when there is none that way. */
  const step = (way: 'older' | 'newer'): boolean => {
    const next = stepThrough(composing.questions, past, way);
    if (!next) return false;
    setPast(next.at);
    setDraft(next.text);
    return true;
  };
  const isUntouched =
    draft === '' || (past > 0 && stepThrough(composing.questions, past - 1, 'older')?.text === draft);
  return {
    box,
    draft,
    text,
    files,
    slash,
    canSend,
    isUntouched,
    hasLibrary,
    setLibrary,
    change,
    write,
    attach,
    send,
    step,
    focus,
    /** Before or after what is written already. */
    writeBefore: (words: string): void => write(joinTexts(words, typed())),
    writeAfter: (words: string): void => write(joinTexts(typed(), words)),
  };
}
type Writing = ReturnType<typeof useComposer>;

export function useComposerKeys(writing: Writing, onStop: (() => void) | null) {
  const sendKey = useSendKey();
  const { slash, isUntouched } = writing;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { isComposing } = event.nativeEvent;
    const { key, keyCode, shiftKey, altKey, ctrlKey, metaKey } = event;
    const act = actOf(
      { key, keyCode, shiftKey, altKey, ctrlKey, metaKey, isComposing },
      { sendKey, hasMenu: slash.isOpen, isWriting: onStop !== null, isUntouched },
    );
    if (act === null || ((act === 'older' || act === 'newer') && !writing.step(act))) return;
    event.preventDefault();
    if (act === 'send') void writing.send();
    else if (act === 'stop') onStop?.();
    else if (act === 'menu-up') slash.move(-1);
    else if (act === 'menu-down') slash.move(1);
    else if (act === 'menu-pick') slash.pickActive();
    else if (act === 'menu-close') slash.close();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = [...event.clipboardData.files];
    const words = event.clipboardData.getData('text/plain');
    if (pasted.length > 0 && words === '') {
      event.preventDefault();
      writing.attach(pasted);
    } else if (words.length > PASTE_AS_FILE_CHARACTERS) {
      event.preventDefault();
      writing.files.attach([{ name: 'pasted.txt', content: new Blob([words]) }], true);
      toast.done('A long text is attached as a file', () => writing.writeAfter(words));
    }
  };
  return { sendKey, onKeyDown, onPaste };
}
