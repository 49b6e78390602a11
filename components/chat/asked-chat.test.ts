import { expect, test } from 'vitest';
import { readAsked } from './asked-chat.ts';

test('an address may name a session, a text, or both', () => {
  expect(readAsked({})).toBe(null);
  expect(readAsked({ session: 's-1' })).toEqual({ sessionId: 's-1', prompt: '' });
  expect(readAsked({ prompt: ' Why?\n' })).toEqual({ sessionId: null, prompt: 'Why?' });
  expect(readAsked({ session: ['a', 'b'], prompt: ['x', 'y'] })).toEqual({ sessionId: 'a', prompt: 'x' });
});

test('what no session is called, and what no question could hold, is left out', () => {
  expect(readAsked({ session: '../admin', prompt: 'x' })).toEqual({ sessionId: null, prompt: 'x' });
  expect(readAsked({ prompt: 'a\0b' })?.prompt).toBe('a\uFFFDb');
  expect(readAsked({ prompt: 'x'.repeat(50_000) })?.prompt).toHaveLength(32_000);
});
