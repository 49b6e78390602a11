'use client';

import { Check, Copy, Download, WrapText } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import { download } from '../ui/download.ts';
import { showHidden, showOverrides, withoutHidden } from '../ui/marks.ts';
import { useCopied } from '../ui/use-copied.ts';
import { nameCode } from './code-names.ts';
import { highlight } from './highlight.ts';

const MOST_LINES = 40;
const FOLDED_LINES = 24;

type CodeBlockProps = { code: string; info: string; open: boolean };

/**
 * One block of code: what language, wrap, copy, download. Colours come once the block is closed. Long code is folded:
 * to its end while it is written, to its beginning after that, at the same height.
 */
export function CodeBlock({ code, info, open }: CodeBlockProps) {
  const [wraps, setWraps] = useState(false);
  const [isUnfolded, setUnfolded] = useState(false);
  const { copied, copy } = useCopied();
  const { language, label, fileName } = nameCode(info);
  const lines = code.replace(/\n$/, '').split('\n');
  const isLong = lines.length > MOST_LINES;
  const isFolded = isLong && !isUnfolded;
  const part = open ? lines.slice(-FOLDED_LINES) : lines.slice(0, FOLDED_LINES);
  const shown = showHidden(isFolded ? part.join('\n') : code);
  const icon = { 'aria-hidden': true, size: 16, strokeWidth: 1.6 } as const;
  return (
    <div className="answer-code">
      <div className="answer-code-head">
        <span>{showOverrides(label)}</span>
        <button type="button" aria-label="Wrap lines" aria-pressed={wraps} onClick={() => setWraps(!wraps)}>
          <WrapText {...icon} />
        </button>
        <button
          type="button"
          aria-label={copied ? 'Copied' : 'Copy code'}
          onClick={() => void copy(withoutHidden(code))}
        >
          {copied ? <Check {...icon} /> : <Copy {...icon} />}
        </button>
        <button
          type="button"
          aria-label={`Download ${fileName}`}
          onClick={() => download(withoutHidden(code), fileName, 'text/plain;charset=utf-8')}
        >
          <Download {...icon} />
        </button>
      </div>
      <pre tabIndex={0} dir="ltr" data-wrap={wraps || undefined}>
        <code>{open ? shown : <Coloured code={shown} language={language} />}</code>
      </pre>
      {isLong && (
        <button type="button" className="answer-code-foot" onClick={() => setUnfolded(!isUnfolded)}>
          {isFolded ? `Show all ${formatCount(lines.length)} lines` : 'Show less'}
        </button>
      )}
    </div>
  );
}

function Coloured({ code, language }: { code: string; language: string }) {
  return highlight(code, language).map((part, index) =>
    part.kind ? (
      <span key={index} data-code={part.kind}>
        {part.text}
      </span>
    ) : (
      part.text
    ),
  );
}
