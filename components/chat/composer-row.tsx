'use client';

import { ArrowUp, ChevronDown, Paperclip, SlidersHorizontal, SquareSlash } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { CHAT_FILE_LIMITS } from '@/shared/schemas/chat-files.ts';
import { Button } from '../ui/button.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import type { Composing } from './composer.tsx';

type Props = {
  modelTitle: string;
  composing: Composing;
  canSend: boolean;
  sendLabel: string;
  hint: ReactNode;
  onFiles: (files: File[]) => void;
  onSlash: () => void;
};

/** Below the box: what can be put in, with whom and how it is answered, and the way to send. */
export function ComposerRow(props: Props) {
  const { modelTitle, composing, canSend, sendLabel, hint } = props;
  const { sessions, changedSettings } = composing;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="chat-box-row">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <IconButton
        label="Attach files"
        title={`Attach files. ${CHAT_FILE_LIMITS}`}
        onClick={() => picker.current?.click()}
      >
        <Paperclip aria-hidden size={17} strokeWidth={1.6} />
      </IconButton>
      <IconButton label="Prompts and commands" onClick={props.onSlash}>
        <SquareSlash aria-hidden size={17} strokeWidth={1.6} />
      </IconButton>
      {sessions.length > 1 && (
        <DropdownMenu
          label="Go on with another session"
          side="top"
          items={sessions.map((it) => ({
            label: `${it.modelTitle}, ${it.note}`,
            onSelect: () => composing.onSession(it.id),
          }))}
        >
          <button type="button" className="chat-chip" aria-label={`Answered by ${modelTitle}`}>
            <span>{modelTitle}</span>
            <ChevronDown aria-hidden size={13} strokeWidth={1.6} />
          </button>
        </DropdownMenu>
      )}
      {changedSettings > 0 && (
        <button
          type="button"
          className="chat-chip"
          data-changed
          onClick={() => composing.onSettings('parameters')}
        >
          <SlidersHorizontal aria-hidden size={13} strokeWidth={1.6} className="tablet:hidden" />
          {changedSettings}
          <span className="max-tablet:sr-only">
            &nbsp;{changedSettings === 1 ? 'setting' : 'settings'} changed
          </span>
        </button>
      )}
      <span className="chat-hint">{hint}</span>
      <Button
        type="submit"
        look="primary"
        disabled={!canSend}
        aria-label={sendLabel}
        icon={<ArrowUp aria-hidden size={16} strokeWidth={1.6} />}
      >
        <span className="hidden tablet:inline">{sendLabel}</span>
      </Button>
    </div>
  );
}
