'use client';

import type { ReactNode } from 'react';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import './composer.css';
import { ComposerRow } from './composer-row.tsx';
import { DraftSize } from './draft-size.tsx';
import { DraftFiles } from './file-chips.tsx';
import { PromptForm } from './prompt-form.tsx';
import { SLASH_LIST, SlashMenu, slashOptionId } from './slash-menu.tsx';
import { MAX_CHARS, useComposer, useComposerKeys } from './use-composer.ts';
import { useDroppedFiles } from './use-dropped-files.ts';
import { useKeyboardInset } from './use-keyboard-inset.ts';
import type { SessionChoice } from './use-slash.ts';
import type { Waiting } from './waiting-of.ts';
import { WaitingQuestions } from './waiting-questions.tsx';

const PromptLibrary = later(() => import('./prompt-library.tsx'));

/** What the room knows and can do, for whoever writes in it. */
export type Composing = {
  /** Stops the answer that is being written; null when there is none, or it is not one's to stop. */
  onStop: (() => void) | null;
  changedSettings: number;
  onSettings: (place: 'system' | 'parameters') => void;
  sessions: readonly SessionChoice[];
  onSession: (id: string) => void;
  /** One's own in this chat, oldest first. */
  questions: readonly string[];
  contextTokens: number | null;
  /** About how many a question here has before it. */
  tokensBefore: number;
  waiting: readonly Waiting[];
  onTakeBack: (generationId: string) => void;
};
export type ComposerProps = {
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
  composing: Composing;
  /** Resolves when the question is stored; on a refusal it throws and the text stays. */
  onSend: (text: string, attachmentIds: string[]) => Promise<unknown>;
};

/** Writes a question, with prompts, files and commands; a draft outlives a reload. Keyed by the chat. */
export function Composer(props: ComposerProps) {
  const { modelTitle, blocked, isSending, sendError, isAnswering, suggestions, composing } = props;
  const writing = useComposer(props);
  const { box, draft, files, slash, canSend, write } = writing;
  const { sendKey, onKeyDown, onPaste } = useComposerKeys(writing, composing.onStop);
  const isDropping = useDroppedFiles(writing.attach);
  useKeyboardInset();
  return (
    <div className="chat-composer" data-dropping={isDropping || undefined}>
      {!isSending && sendError !== null && (
        <div className="pb-2">
          <ErrorNote error={sendError} repeatable {...(canSend && { onRetry: () => void writing.send() })} />
        </div>
      )}
      {blocked && <div className="chat-blocked">{blocked}</div>}
      {!blocked && draft === '' && <Suggestions suggestions={suggestions} onChoose={write} />}
      <WaitingQuestions
        waiting={composing.waiting}
        onTakeBack={(it) => {
          composing.onTakeBack(it.generationId);
          writing.writeBefore(it.text);
        }}
      />
      {slash.chosen ? (
        <PromptForm
          key={slash.chosen.id}
          prompt={slash.chosen}
          onFill={slash.fill}
          onLeave={() => {
            slash.leaveForm();
            writing.focus();
          }}
        />
      ) : (
        slash.isOpen && (
          <SlashMenu
            options={slash.options}
            active={slash.active}
            hasNoPrompts={slash.hasNoPrompts}
            onPoint={slash.point}
            onPick={slash.pick}
          />
        )
      )}
      <form
        className="chat-box"
        onSubmit={(event) => {
          event.preventDefault();
          void writing.send();
        }}
      >
        <DraftFiles files={files} />
        <textarea
          ref={box}
          data-next-step
          rows={1}
          value={draft}
          aria-label="Message"
          aria-autocomplete="list"
          enterKeyHint={sendKey === 'enter' ? 'send' : 'enter'}
          {...(slash.isOpen && {
            'aria-controls': SLASH_LIST,
            'aria-activedescendant': slashOptionId(slash.options[slash.active]!),
          })}
          placeholder={blocked ? 'Your text is kept here' : 'Ask, or type / for prompts and commands'}
          onChange={(event) => writing.change(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <ComposerRow
          modelTitle={modelTitle}
          composing={composing}
          canSend={canSend}
          sendLabel={isSending ? 'Sending…' : isAnswering ? 'Queue' : 'Send'}
          onFiles={writing.attach}
          onSlash={() => write(draft === '' ? '/' : draft)}
          hint={
            isDropping ? (
              'Drop the files to attach them'
            ) : (
              <Hint writing={writing} composing={composing} isAnswering={isAnswering} />
            )
          }
        />
      </form>
      {writing.hasLibrary && (
        <PromptLibrary
          onClose={() => writing.setLibrary(false)}
          onUse={(prompt) => {
            writing.setLibrary(false);
            slash.take(prompt, draft);
          }}
        />
      )}
    </div>
  );
}

type SuggestionsProps = { suggestions: readonly string[]; onChoose: (text: string) => void };
function Suggestions({ suggestions, onChoose }: SuggestionsProps) {
  if (suggestions.length === 0) return null;
  return (
    <ul className="chat-suggestions" aria-label="Questions to begin with">
      {suggestions.map((it) => (
        <li key={it}>
          <button type="button" onClick={() => onChoose(it)}>
            {it}
          </button>
        </li>
      ))}
    </ul>
  );
}

type HintProps = {
  writing: Pick<ReturnType<typeof useComposer>, 'text' | 'files'>;
  composing: Composing;
  isAnswering: boolean;
};
function Hint({ writing: { text, files }, composing, isAnswering }: HintProps) {
  if (text.length > MAX_CHARS)
    return `${text.length.toLocaleString('en-GB')} of ${MAX_CHARS.toLocaleString('en-GB')} characters: shorten it, or attach it as a file`;
  if (files.isArriving) return 'The files are being read';
  if (isAnswering && text === '')
    return `Yours comes after this answer${composing.onStop ? '. Esc stops it' : ''}`;
  if (text === '' && files.files.length > 0) return 'Ask about the files';
  return (
    <DraftSize
      text={text}
      fileTokens={files.files.reduce((sum, it) => sum + it.tokens, 0)}
      before={composing.tokensBefore}
      contextTokens={composing.contextTokens}
    />
  );
}
