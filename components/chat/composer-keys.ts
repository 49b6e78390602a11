import type { SendKey } from '../layout/send-key.ts';

type Pressed = {
  key: string;
  keyCode: number;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
};
type Around = {
  sendKey: SendKey;
  /** The list of prompts and commands is open. */
  hasMenu: boolean;
  isWriting: boolean;
  /** The box is empty, or shows a question of the history that nobody has changed. */
  isUntouched: boolean;
};
export type ComposerAct =
  | 'send'
  | 'stop'
  | 'older'
  | 'newer'
  | 'menu-up'
  | 'menu-down'
  | 'menu-pick'
  | 'menu-close'
  | null;

/** What a key does in the composer; null leaves it to the box. */
export function actOf(pressed: Pressed, around: Around): ComposerAct {
  // Safari ends a composition before its Enter arrives, and tells it by key code 229 only.
  if (pressed.isComposing || pressed.keyCode === 229) return null;
  const { key, shiftKey, altKey } = pressed;
  const hasMod = pressed.ctrlKey || pressed.metaKey;
  const isPlain = !shiftKey && !altKey && !hasMod;
  if (around.hasMenu && isPlain) {
    if (key === 'ArrowDown') return 'menu-down';
    if (key === 'ArrowUp') return 'menu-up';
    if (key === 'Enter' || key === 'Tab') return 'menu-pick';
    if (key === 'Escape') return 'menu-close';
  }
  if (key === 'Escape' && isPlain) return around.isWriting ? 'stop' : null;
  if (key === 'Enter' && !shiftKey && !altKey) return around.sendKey === 'enter' || hasMod ? 'send' : null;
  if (key === 'ArrowUp' && isPlain && around.isUntouched) return 'older';
  if (key === 'ArrowDown' && isPlain && around.isUntouched) return 'newer';
  return null;
}

/**
 * One step through one's own questions, oldest first; `at` is how many steps back one is, 0 the empty box. Null when
 * there is nothing that way.
 */
export function stepThrough(
  questions: readonly string[],
  at: number,
  way: 'older' | 'newer',
): { at: number; text: string } | null {
  const next = at + (way === 'older' ? 1 : -1);
  if (next < 0 || next > questions.length) return null;
  return { at: next, text: next === 0 ? '' : questions[questions.length - next]! };
}
