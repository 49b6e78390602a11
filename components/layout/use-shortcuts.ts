'use client';

import { useEffect, useEffectEvent } from 'react';
import { useLetterKeys } from './letter-keys.ts';

const SEQUENCE_MS = 1200;

/** Keys by what they do: `n`, `/`, `Escape`, and two-step ones as `g m`. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox]), textarea, select') ||
    target.closest('[role=dialog], [role=alertdialog], [role=menu]') !== null);

/**
 * Single keys of the page, where the person has not switched them off; never while a field has the focus, a dialog is
 * open, or with Ctrl, Alt or ⌘. Those of the shell are a fallback: where a page has the same key, it is the page's.
 */
export function useShortcuts(shortcuts: Shortcuts, enabled = true, isFallback = false): void {
  const isOn = useLetterKeys() && enabled;
  const find = useEffectEvent((keys: string) => shortcuts[keys]);
  useEffect(() => {
    if (!isOn) return;
    let first: { key: string; atMs: number } | null = null;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isField(event.target))
        return;
      const sequence =
        first && Date.now() - first.atMs < SEQUENCE_MS ? find(`${first.key} ${event.key}`) : undefined;
      first = { key: event.key, atMs: Date.now() };
      const act = sequence ?? find(event.key);
      if (!act) return;
      event.preventDefault();
      act();
    };
    const target = isFallback ? window : document;
    target.addEventListener('keydown', press as EventListener);
    return () => target.removeEventListener('keydown', press as EventListener);
  }, [isOn, isFallback]);
}
