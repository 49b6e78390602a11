'use client';

import { Check, Copy } from 'lucide-react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { useCopied } from './use-copied.ts';

type Props = {
  /** What it is, among others on the page. */
  label: string;
  /** Over it, where the words around it say the rest of its label. */
  head?: string;
  text: string;
  tall?: boolean;
  /** Its lines stay lines: what is too long scrolls. */
  code?: boolean;
};

/** Text to take along as it is: shown, never run. */
export function CopyBlock({ label, head = label, text, tall = false, code = false }: Props) {
  const { copied, failed, copy } = useCopied();
  return (
    <div className="rounded-md border border-border bg-code-bg">
      <div className="flex items-center justify-between gap-2 border-b border-border py-1 pr-1 pl-3">
        <span className="min-w-0 text-xs text-muted">{head}</span>
        <Button
          small
          look="quiet"
          aria-label={`${copied ? 'Copied' : 'Copy'}: ${label}`}
          icon={copied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />}
          onClick={() => void copy(text)}
        >
          {copied ? 'Copied' : failed ? 'Select and copy by hand' : 'Copy'}
        </Button>
      </div>
      <pre
        tabIndex={0}
        aria-label={label}
        className={classNames(
          'overflow-auto p-3 font-mono text-xs leading-5',
          code ? 'whitespace-pre' : 'whitespace-pre-wrap [overflow-wrap:anywhere]',
          !tall && 'max-h-60',
        )}
      >
        {text}
      </pre>
    </div>
  );
}
