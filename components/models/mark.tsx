import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import { MARK_WORDS, type Mark } from './model-words.ts';

const SHAPES = {
  yours: <circle cx="8" cy="8" r="6" fill="var(--mine)" />,
  theirs: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="var(--busy)" strokeWidth="1.5" />
      <circle cx="8" cy="8" r="3.5" fill="var(--busy)" />
    </>
  ),
  disk: <circle cx="8" cy="8" r="3" fill="var(--text)" />,
  problem: (
    <path d="M8 2.5 14 13H2ZM8 6.5v3M8 11v.1" fill="none" stroke="var(--maintenance)" strokeWidth="1.6" />
  ),
  heard: (
    <circle
      cx="8"
      cy="8"
      r="3"
      fill="none"
      stroke="var(--unknown)"
      strokeWidth="1.5"
      strokeDasharray="1.4 1.6"
    />
  ),
} satisfies Record<Mark, ReactNode>;

/** How a model is on a Mac, as a shape; its words stand beside it for who doesn't see it. */
export function MarkShape({ mark, className }: { mark: Mark; className?: string }) {
  return (
    <svg className={classNames('inline-block size-4 flex-none', className)} viewBox="0 0 16 16" aria-hidden>
      {SHAPES[mark]}
    </svg>
  );
}

export function MarkKey({ marks }: { marks: readonly Mark[] }) {
  return (
    <ul className="model-key" aria-hidden>
      {marks.map((mark) => (
        <li key={mark}>
          <MarkShape mark={mark} />
          {MARK_WORDS[mark]}
        </li>
      ))}
    </ul>
  );
}
