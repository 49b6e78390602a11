'use client';

import { useEffect, useState } from 'react';

const SHOWN_MS = 2000;

/** Copies text and says for two seconds that it did. Without the clipboard (plain http) it selects nothing and fails. */
export function useCopied(): { copied: boolean; failed: boolean; copy: (text: string) => Promise<void> } {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!result) return;
    const timer = setTimeout(() => setResult(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  return {
    copied: result === 'copied',
    failed: result === 'failed',
    copy: async (text) => setResult((await write(text)) ? 'copied' : 'failed'),
  };
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain http in a lab network there is no clipboard API: the old command still works there.
    return writeByCommand(text);
  }
}

function writeByCommand(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
