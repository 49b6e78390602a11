'use client';

import { Box, FileText, Terminal } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { piecesOf } from '@/shared/domain/prompt-variables.ts';
import './library.css';
import './slash.css';
import type { SlashOption } from './slash.ts';
import type { PromptView } from './types.ts';

export const SLASH_LIST = 'chat-slash-list';
export const slashOptionId = (option: SlashOption): string => `chat-slash-${option.id}`;

const HEADING = { prompt: 'Prompts', command: 'Commands', session: 'Ready sessions' } as const;
const ICON = { prompt: FileText, command: Terminal, session: Box } as const;

type Props = {
  options: readonly SlashOption<PromptView>[];
  active: number;
  hasNoPrompts: boolean;
  onPoint: (index: number) => void;
  onPick: (option: SlashOption<PromptView>) => void;
};

/** Above the composer, which keeps the focus: prompts and commands, and what the chosen prompt says. */
export function SlashMenu({ options, active, hasNoPrompts, onPoint, onPick }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const chosen = options[active];
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="chat-slash">
      <div
        ref={list}
        id={SLASH_LIST}
        role="listbox"
        aria-label="Prompts and commands"
        className="chat-slash-list"
      >
        {hasNoPrompts && (
          <p role="presentation" className="px-3.5 pt-2 text-xs text-fault-text">
            The prompts could not be loaded; /prompt tries again.
          </p>
        )}
        {options.map((it, index) => {
          const Icon = ICON[it.kind];
          const isFirst = options[index - 1]?.kind !== it.kind;
          return (
            <div key={it.id} role="presentation">
              {isFirst && (
                <h3 role="presentation" aria-hidden>
                  {HEADING[it.kind]}
                </h3>
              )}
              {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- Keys are the box's, which keeps the focus. */}
              <div
                id={slashOptionId(it)}
                role="option"
                aria-selected={index === active}
                tabIndex={-1}
                onPointerMove={() => index !== active && onPoint(index)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onPick(it)}
              >
                <Icon aria-hidden size={16} strokeWidth={1.6} />
                <span>
                  {it.label}
                  <small>{it.note}</small>
                </span>
                {it.kind === 'prompt' && <small className="flex-none">{whoseOf(it.prompt)}</small>}
              </div>
            </div>
          );
        })}
      </div>
      {chosen?.kind === 'prompt' && (
        <div className="chat-slash-says" aria-hidden>
          <PromptText text={chosen.prompt.text} />
        </div>
      )}
    </div>
  );
}

const whoseOf = ({ ownerName, shared, version }: PromptView): string =>
  `${ownerName ?? (shared ? 'lab' : 'yours')}${version > 1 ? ` · v${version}` : ''}`;

/** A prompt with its variables marked. */
export const PromptText = ({ text }: { text: string }) => (
  <p className="chat-prompt-text">
    {piecesOf(text).map((it, index) =>
      // oxlint-disable-next-line react/no-array-index-key -- Pieces of one text, in its order.
      it.variable ? (
        <i key={index} className="chat-variable">
          {it.text}
        </i>
      ) : (
        <span key={index}>{it.text}</span>
      ),
    )}
  </p>
);
