import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isServiceError } from '../../errors.ts';
import { joinTurns, readAsk } from './read-ask.ts';

const SCHEMA = z.object({
  text: z.union([z.string(), z.array(z.object({ of: z.string('Say of what.') }))]).optional(),
  hot: z.number().min(0).max(2).optional(),
  above: z.number().gt(0).optional(),
  name: z.string().min(1).max(3).optional(),
  choice: z.union([z.enum(['auto', 'none']), z.object({ name: z.string() })]).optional(),
  how: z.enum(['a', 'b']).optional(),
});
function refusal(body: unknown): { message: string; details: unknown } {
  try {
    readAsk(SCHEMA, body);
  } catch (error) {
    if (isServiceError(error)) return { message: error.message, details: error.details };
    throw error;
  }
  throw new Error('It was taken.');
}

describe('what is wrong with a body is said with its place', () => {
  it.each([
    [null, 'Expected object, received null.'],
    [{ text: 7 }, 'text: Expected string or array, received number.'],
    [{ text: [7] }, 'text[0]: Expected object, received number.'],
    [{ text: [{}] }, 'text[0].of: Say of what.'],
    [{ hot: 3 }, 'hot: Expected number of at most 2.'],
    [{ hot: 'x' }, 'hot: Expected number, received string.'],
    [{ above: 0 }, 'above: Expected number above 0.'],
    [{ name: '' }, 'name: Expected string of at least 1 characters.'],
    [{ choice: {} }, 'choice.name: Expected string, received nothing.'],
    [{ choice: 'x' }, 'choice: Expected one of "auto"|"none". Or: Expected object, received string.'],
    [{ how: 'c' }, 'how: Expected one of "a"|"b".'],
  ])('%j', (body, words) => {
    expect(refusal(body).message).toBe(words);
  });

  it('also for the shapes that have a field of their own for it', () => {
    expect(refusal({ text: [{}] }).details).toEqual({ param: 'text[0].of' });
  });
});

describe('turns of one speaker on end', () => {
  it('become one, but each result of a tool stays by itself', () => {
    const call = (id: string) => ({ id, name: 'n', arguments: '{}' });
    expect(
      joinTurns([
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
        { role: 'assistant', content: '', toolCalls: [call('1')] },
        { role: 'assistant', content: '', toolCalls: [call('2')] },
        { role: 'tool', content: 'x', toolCallId: '1' },
        { role: 'tool', content: 'y', toolCallId: '2' },
      ]),
    ).toEqual([
      { role: 'user', content: 'a\n\nb' },
      { role: 'assistant', content: '', toolCalls: [call('1'), call('2')] },
      { role: 'tool', content: 'x', toolCallId: '1' },
      { role: 'tool', content: 'y', toolCallId: '2' },
    ]);
  });
});
