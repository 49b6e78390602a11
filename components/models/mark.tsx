import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import type { CopyGlyph } from './copy-words.ts';
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
  copying: (
    <>
      <circle cx="8" cy="8" r="5.5" fill="none" stroke="var(--border-strong)" strokeWidth="2" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11" fill="none" stroke="var(--accent)" strokeWidth="2" />
    </>
  ),
  planned: (
    <circle
      cx="8"
      cy="8"
      r="5"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.5"
      strokeDasharray="2.6 2.6"
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

const ROUND = 2 * Math.PI * 5.5;
const RING_COLOURS: Record<CopyGlyph, string> = {
  moving: 'var(--accent)',
  still: 'var(--unknown)',
  done: 'var(--ready)',
  failed: 'var(--fault)',
};

/** How far a copy is, as a ring that closes. */
export function CopyRing({ ratio, kind }: { ratio: number; kind: CopyGlyph }) {
  const part = kind === 'done' ? 1 : Math.min(1, Math.max(0, ratio));
  return (
    <svg className="inline-block size-4 flex-none" viewBox="0 0 16 16" aria-hidden>
      <circle cx="8" cy="8" r="5.5" fill="none" stroke="var(--border-strong)" strokeWidth="2" />
      <circle
        cx="8"
        cy="8"
        r="5.5"
        fill="none"
        stroke={RING_COLOURS[kind]}
        strokeWidth="2"
        strokeDasharray={`${part * ROUND} ${ROUND}`}
        transform="rotate(-90 8 8)"
      />
      {kind === 'failed' && <path d="m5.5 5.5 5 5M10.5 5.5l-5 5" stroke="var(--fault)" strokeWidth="1.5" />}
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
