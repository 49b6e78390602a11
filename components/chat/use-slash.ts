'use client';

import { useState } from 'react';
import { variablesOf } from '@/shared/domain/prompt-variables.ts';
import { joinTexts } from './join-texts.ts';
import { type Command, readSlash, slashOptions, type SlashOption } from './slash.ts';
import type { PromptView } from './types.ts';
import { usePrompts } from './use-presets.ts';

export type SessionChoice = { id: string; modelTitle: string; note: string };
type Asked = {
  draft: string;
  setDraft: (text: string) => void;
  sessions: readonly SessionChoice[];
  onSession: (id: string) => void;
  onCommand: (command: Exclude<Command, 'model'>) => void;
};

/** The list of prompts and commands that a draft asks for, and what is done by picking from it. */
export function useSlash({ draft, setDraft, sessions, onSession, onCommand }: Asked) {
  const prompts = usePrompts();
  const [closed, setClosed] = useState<string | null>(null);
  const [pointed, setPointed] = useState<{ draft: string; index: number } | null>(null);
  const [chosen, setChosen] = useState<PromptView | null>(null);
  const slash = closed === draft || chosen ? null : readSlash(draft);
  const options = slash ? slashOptions(slash, { prompts: prompts.data ?? [], sessions }) : [];
  const active = pointed?.draft === draft ? Math.min(pointed.index, options.length - 1) : 0;

  /** Puts a prompt in, or asks for its variables first. */
  const take = (prompt: PromptView, rest = ''): void => {
    if (variablesOf(prompt.text).length > 0) setChosen(prompt);
    else setDraft(joinTexts(rest, prompt.text));
  };
  const pick = (option: SlashOption<PromptView> | undefined): void => {
    if (!option) return;
    if (option.kind === 'prompt') return take(option.prompt);
    if (option.kind === 'command' && option.command === 'model') return setDraft('/model ');
    setDraft('');
    if (option.kind === 'session') onSession(option.sessionId);
    else if (option.command !== 'model') onCommand(option.command);
  };
  return {
    options,
    active,
    chosen,
    isOpen: options.length > 0,
    /** The list has no prompts because they could not be read. */
    hasNoPrompts: prompts.isError,
    take,
    pick,
    pickActive: (): void => pick(options[active]),
    point: (index: number): void => setPointed({ draft, index }),
    move: (by: number): void => setPointed({ draft, index: (active + by + options.length) % options.length }),
    close: (): void => setClosed(draft),
    leaveForm: (): void => setChosen(null),
    fill: (text: string): void => {
      setChosen(null);
      setDraft(joinTexts(readSlash(draft) ? '' : draft, text));
    },
  };
}
