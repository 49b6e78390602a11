'use client';

import { Check, Copy, WrapText } from 'lucide-react';
import { useState } from 'react';
import { highlight } from './highlight.ts';
import { showBidi, withoutBidi } from './markdown-blocks.ts';
import { useCopied } from '../ui/use-copied.ts';

/** One block of code: what language, wrap, copy. Colours come once the block is closed. */
export function CodeBlock({
  code,
  language,
  open,
}: {
  code: string;
  language: string | null;
  open: boolean;
}) {
  const [wraps, setWraps] = useState(false);
  const { copied, copy } = useCopied();
  const name = language?.split(/\s/)[0] || 'code';
  const shown = showBidi(code);
  return (
    <div className="answer-code">
      <div className="answer-code-head">
        <span>{name}</span>
        <button type="button" aria-label="Wrap lines" aria-pressed={wraps} onClick={() => setWraps(!wraps)}>
          <WrapText aria-hidden size={16} strokeWidth={1.6} />
        </button>
        <button
          type="button"
          aria-label={copied ? 'Copied' : 'Copy code'}
          onClick={() => void copy(withoutBidi(code))}
        >
          {copied ? (
            <Check aria-hidden size={16} strokeWidth={1.6} />
          ) : (
            <Copy aria-hidden size={16} strokeWidth={1.6} />
          )}
        </button>
      </div>
      <pre tabIndex={0} data-wrap={wraps || undefined}>
        <code>
          {open
            ? shown
            : highlight(shown, name).map((part, index) =>
                part.kind ? (
                  <span key={index} data-code={part.kind}>
                    {part.text}
                  </span>
                ) : (
                  part.text
                ),
              )}
        </code>
      </pre>
    </div>
  );
}
