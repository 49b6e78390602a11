'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { formatCount, formatDuration } from '@/shared/domain/format.ts';
import { showOverrides } from '../ui/marks.ts';

type ThoughtProps = {
  text: string;
  /** Nothing but thoughts so far. */
  isThinking: boolean;
  /** It ended before there was an answer: then its thoughts are all there is. */
  isAll: boolean;
  /** From its first to its last word, and the tokens of it; null where it is not known. */
  ms: number | null;
  tokens: number | null;
};

/** What a model thought before it answered: live while it thinks, folded after that, and never part of a copy. */
export function Thought({ text, isThinking, isAll, ms, tokens }: ThoughtProps) {
  const [choice, setChoice] = useState<boolean | null>(null);
  // Open while it thinks, folded once it answers, and after that as the reader left it.
  const open = choice ?? (isThinking || isAll);
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <details className="chat-thought" open={open}>
      <summary
        onClick={(event) => {
          event.preventDefault();
          setChoice(!open);
        }}
      >
        <Arrow aria-hidden size={15} strokeWidth={1.6} />
        {isThinking ? 'Thinking' : isAll ? 'Thought, without an answer' : 'Thought'}
        {!isThinking && ms !== null && ` for ${formatDuration(ms)}`}
        {tokens !== null && ` · ${formatCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`}
      </summary>
      <p dir="auto">{showOverrides(text)}</p>
    </details>
  );
}
