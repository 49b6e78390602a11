'use client';

import { Check, Copy, KeyRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { focusTitle } from '../ui/return-focus.ts';
import { useCopied } from '../ui/use-copied.ts';
import type { MadeKeyView } from './types.ts';

/** A new key's secret, until its owner says that they have it. */
export function NewSecret({ made, onDone }: { made: MadeKeyView; onDone: () => void }) {
  const { copied, failed, copy } = useCopied();
  const secret = useRef<HTMLElement>(null);
  useEffect(() => secret.current?.focus(), []);
  return (
    <section
      aria-label={`The secret of ${made.name}`}
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-border-strong p-4"
    >
      <div className="flex min-w-0 items-start gap-3">
        <KeyRound aria-hidden size={18} strokeWidth={1.6} className="mt-0.5 shrink-0" />
        <div className="min-w-0">
          <h2 className="text-sm [overflow-wrap:anywhere]">{made.name}</h2>
          <p className="text-xs text-maintenance-text">
            The secret is shown this once. Espalier keeps only its hash.
          </p>
        </div>
      </div>
      <code
        ref={secret}
        tabIndex={-1}
        data-secret
        className="min-w-0 flex-[1_1_18rem] rounded-md border border-border bg-code-bg px-3 py-1.5 font-mono text-sm [overflow-wrap:anywhere] select-all"
      >
        {made.secret}
      </code>
      <span className="flex flex-wrap gap-2">
        <Button
          icon={copied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} />}
          onClick={() => void copy(made.secret)}
        >
          {copied ? 'Copied' : failed ? 'Select and copy by hand' : 'Copy'}
        </Button>
        <Button
          look="primary"
          onClick={() => {
            focusTitle();
            onDone();
          }}
        >
          I have it
        </Button>
      </span>
    </section>
  );
}
