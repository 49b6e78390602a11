import { describe, expect, test } from 'vitest';
import { actOf, stepThrough } from './composer-keys.ts';

const PLAIN = {
  keyCode: 0,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
};
const AROUND = { sendKey: 'enter' as const, hasMenu: false, isWriting: false, isUntouched: false };
const press = (key: string, pressed: object = {}, around: object = {}) =>
  actOf({ ...PLAIN, key, ...pressed }, { ...AROUND, ...around });

test('Enter of an input method ends its word and sends nothing, whatever is open', () => {
  for (const composing of [{ isComposing: true }, { keyCode: 229 }])
    for (const around of [{}, { hasMenu: true }, { sendKey: 'mod-enter' }, { isWriting: true }])
      for (const key of ['Enter', 'Escape', 'ArrowUp', 'Tab'])
        expect(press(key, { ...composing, ctrlKey: around === undefined }, around)).toBe(null);
  // The Enter after it is the person's own.
  expect(press('Enter', { keyCode: 13 })).toBe('send');
});

test('what sends is as chosen; Shift makes a line either way', () => {
  expect(press('Enter')).toBe('send');
  expect(press('Enter', { metaKey: true })).toBe('send');
  expect(press('Enter', { shiftKey: true })).toBe(null);
  const lines = { sendKey: 'mod-enter' };
  expect(press('Enter', {}, lines)).toBe(null);
  expect(press('Enter', { ctrlKey: true }, lines)).toBe('send');
  expect(press('Enter', { metaKey: true }, lines)).toBe('send');
  expect(press('Enter', { ctrlKey: true, shiftKey: true }, lines)).toBe(null);
});

test('Escape closes the list first, then stops an answer, else does nothing', () => {
  expect(press('Escape', {}, { hasMenu: true, isWriting: true })).toBe('menu-close');
  expect(press('Escape', {}, { isWriting: true })).toBe('stop');
  expect(press('Escape')).toBe(null);
});

test('the list is walked and picked from by keys', () => {
  const open = { hasMenu: true, isUntouched: true };
  expect(['ArrowUp', 'ArrowDown', 'Enter', 'Tab'].map((key) => press(key, {}, open))).toEqual([
    'menu-up',
    'menu-down',
    'menu-pick',
    'menu-pick',
  ]);
  expect(press('Enter', { shiftKey: true }, open)).toBe(null);
});

describe('the history', () => {
  test('is reached from an empty box alone', () => {
    expect(press('ArrowUp', {}, { isUntouched: true })).toBe('older');
    expect(press('ArrowDown', {}, { isUntouched: true })).toBe('newer');
    expect(press('ArrowUp')).toBe(null);
    expect(press('ArrowUp', { shiftKey: true }, { isUntouched: true })).toBe(null);
  });

  test('ends at its oldest, and comes back to the empty box', () => {
    const asked = ['first', 'second'];
    expect(stepThrough(asked, 0, 'older')).toEqual({ at: 1, text: 'second' });
    expect(stepThrough(asked, 1, 'older')).toEqual({ at: 2, text: 'first' });
    expect(stepThrough(asked, 2, 'older')).toBe(null);
    expect(stepThrough(asked, 1, 'newer')).toEqual({ at: 0, text: '' });
    expect(stepThrough(asked, 0, 'newer')).toBe(null);
    expect(stepThrough([], 0, 'older')).toBe(null);
  });
});
