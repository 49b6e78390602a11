import { expect, test } from 'vitest';
import { asksFor, canaryPrompts, judgeAnswers } from './canary.ts';

const now = new Date('2026-11-27T06:00:00Z');
const said = (promptId: string, text: string | null) => ({
  promptId,
  text,
  promptTokens: 12,
  tookMs: 40,
  message: text === null ? 'The rank answered 500.' : null,
});
const known = (promptId: string, text: string) => ({
  promptId,
  text,
  learnedAt: now,
  ranks: 1,
  machineNames: ['Anjou'],
  mlx: '0.32.4',
});

test('is asked by the rule', () => {
  expect([asksFor('off', 4), asksFor('several', 1), asksFor('several', 2), asksFor('always', 1)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('the long prompt has more than 4 k words where the context takes it, else a few that surely fit, else there is none', () => {
  const words = (context: number | null) => canaryPrompts(context)[1]?.text.split(' ').length ?? null;
  expect(words(131_072)).toBeGreaterThan(4096);
  expect(words(8192)).toBeGreaterThan(4096);
  expect(words(4096)).toBe(120);
  expect(words(600)! * 6).toBeLessThan(600);
  expect(words(256)).toBeNull();
  expect(words(null)).toBeNull();
});

test('an id names one text for good', () => {
  const text = (context: number) => canaryPrompts(context).map((it) => [it.id, it.text]);
  expect(text(8192)).toEqual(text(200_000));
  expect(canaryPrompts(4096)[1]!.id).not.toBe(canaryPrompts(8192)[1]!.id);
});

test('equal to what is known, learned where nothing is, and one that differs outweighs all', () => {
  const verdict = (...its: Parameters<typeof judgeAnswers>) => judgeAnswers(...its).verdict;
  expect(verdict([said('a', 'x')], [known('a', 'x')], now)).toBe('equal');
  expect(verdict([said('a', 'x'), said('b', 'y')], [known('a', 'x')], now)).toBe('learned');
  expect(verdict([said('a', 'x'), said('b', null)], [known('a', 'x')], now)).toBe('unknown');
  expect(verdict([], [], now)).toBe('unknown');
  const both = judgeAnswers([said('a', 'x'), said('b', 'fish')], [known('a', 'x'), known('b', 'y')], now);
  expect(both.verdict).toBe('differs');
  expect(both.answers[1]).toMatchObject({ verdict: 'differs', head: 'fish', knownHead: 'y' });
});
