import { describe, expect, it } from 'vitest';
import { readToolCall } from '@/shared/schemas/answer-settings.ts';
import { simulatedAnswer } from './simulated-text.ts';

describe('simulatedAnswer', () => {
  it('says first that it is simulated, and no more than it may', () => {
    const whole = simulatedAnswer('How are you?', 1000);
    expect(whole.tokens.join('')).toMatch(/^This is a simulated answer/);
    expect(simulatedAnswer('How are you?', 7)).toEqual({
      ...whole,
      tokens: whole.tokens.slice(0, 7),
      isCut: true,
    });
  });

  it('repeats what stands below such a question, to the letter', () => {
    const { tokens, thoughts } = simulatedAnswer('Repeat:\n> **a** \n\n\ttool  formula', 1000);
    expect(tokens.join('')).toMatch(/\n\n> \*\*a\*\* \n\n\ttool {2}formula$/);
    expect(thoughts).toEqual([]);
  });

  it('thinks before it shows what an answer can hold, and calls a tool when one is named', () => {
    const { thoughts, tokens, calls } = simulatedAnswer('Show a formula and call a tool', 1000);
    expect(thoughts.length).toBeGreaterThan(10);
    expect(tokens.join('')).toContain('$E = mc^2$');
    expect(readToolCall(calls[0]!)).toMatchObject({ name: 'read_meter' });
    expect(simulatedAnswer('Show a formula', 5)).toMatchObject({ tokens: [], isCut: true });
  });
});
