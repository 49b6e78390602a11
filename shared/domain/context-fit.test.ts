import { describe, expect, test } from 'vitest';
import { type ContextTurn, fitContext } from './context-fit.ts';

const user = (content: string): ContextTurn => ({ role: 'user', content });
const assistant = (content: string): ContextTurn => ({ role: 'assistant', content });
/** About so many tokens by the estimate. */
const long = (tokens: number): string => '1'.repeat(tokens);

describe('what goes with a question', () => {
  test('all of it where it fits, and where the context is not known', () => {
    const turns = [user('one'), assistant('1'), user('two')];
    expect(fitContext(turns, { contextTokens: 4096, maxTokens: 1024 })).toMatchObject({
      fits: true,
      kept: turns,
      leftOut: 0,
      answerTokens: 1024,
    });
    const huge = [user(long(50_000)), assistant('1'), user(long(50_000))];
    expect(fitContext(huge, { contextTokens: null, maxTokens: 1024 })).toMatchObject({
      kept: huge,
      leftOut: 0,
    });
  });

  test('the oldest are left out first, an answer with its question; the system’s words stay', () => {
    const system: ContextTurn = { role: 'system', content: 'Be brief.' };
    const old = [user(long(400)), assistant(long(400))];
    const near = [user(long(100)), assistant(long(100))];
    const fit = fitContext([system, ...old, ...near, user('and now?')], {
      contextTokens: 1000,
      maxTokens: 200,
    });
    expect(fit).toMatchObject({ fits: true, leftOut: 2, kept: [system, ...near, user('and now?')] });
    // With room for the old answer alone, it goes all the same.
    const half = fitContext([system, ...old, user('and now?')], { contextTokens: 700, maxTokens: 100 });
    expect(half).toMatchObject({ leftOut: 2, kept: [system, user('and now?')] });
  });

  test('what follows the last question is kept with it: an answer to go on with, results of tools', () => {
    const turns = [user(long(900)), assistant('x'), user('q'), assistant(long(300))];
    expect(fitContext(turns, { contextTokens: 1000, maxTokens: 100 })).toMatchObject({
      leftOut: 2,
      kept: turns.slice(2),
    });
  });

  test('the question alone being too long is a refusal that says how much there is room for', () => {
    const fit = fitContext([user('x'), assistant('y'), user(long(12_856))], {
      contextTokens: 4096,
      maxTokens: 1024,
    });
    expect(fit).toMatchObject({ fits: false, roomTokens: 3072 });
    expect(fit.promptTokens).toBeGreaterThan(12_856);
  });

  test('an answer still being written counts as long as it can become', () => {
    const turns = [user('a'), { role: 'assistant' as const, answerOf: 'g', mostTokens: 900 }, user('b')];
    expect(fitContext(turns, { contextTokens: 1000, maxTokens: 100 })).toMatchObject({ leftOut: 2 });
  });

  test('no prompt and answer together are longer than the context', () => {
    for (let size = 0; size < 120; size += 7) {
      const turns = Array.from({ length: 9 }, (_, at) => (at % 2 ? assistant : user)(long(size)));
      const fit = fitContext(turns, { contextTokens: 512, maxTokens: 400 });
      if (!fit.fits) continue;
      expect(fit.promptTokens + fit.answerTokens).toBeLessThanOrEqual(512);
      expect(fit.kept.at(-1)).toBe(turns.at(-1));
      expect(fit.kept).toEqual(turns.slice(fit.leftOut));
    }
  });
});
