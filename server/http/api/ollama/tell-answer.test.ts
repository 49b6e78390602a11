import { describe, expect, it } from 'vitest';
import { answerAsOllama } from './tell-answer.ts';
import type { ApiEvent } from '../../../modules/api-requests/index.ts';
import type { ApiEnd } from '../stream-answer.ts';

const USAGE = { promptTokens: 10, cachedTokens: 4, completionTokens: 3 };
const end = (finish: ApiEnd['finish'], message: string | null = null): ApiEnd => {
  return { kind: 'end', finish, message, usage: USAGE };
};
const text = (words: string): ApiEvent => ({ kind: 'text', text: words, completionTokens: 1 });
const thought: ApiEvent = { kind: 'reasoning', text: 'Hm', completionTokens: 1 };
const call: ApiEvent = { kind: 'tool', call: { id: 'c1', name: 'weather', arguments: '{"at":' } };

/** Each look at the clock is 100 ms after the one before. */
function begin(kind: 'chat' | 'generate') {
  let elapsed = 0;
  const at = new Date('2026-11-26T12:00:00Z');
  return answerAsOllama(kind, 'demo', { now: () => at, elapsedMs: () => (elapsed += 100) });
}
const FRAME = { model: 'demo', created_at: '2026-11-26T12:00:00.000Z' };
const FIGURES = {
  done: true,
  done_reason: 'stop',
  total_duration: 200_000_000,
  load_duration: 0,
  prompt_eval_count: 10,
  prompt_eval_duration: 100_000_000,
  eval_count: 3,
  eval_duration: 100_000_000,
};

describe('an answer told line by line', () => {
  it('tells a chat, thinking and calls apart, and figures at its end', () => {
    const answer = begin('chat');
    const told = [thought, text('Hello'), text(''), call, end('tool_calls')].flatMap(answer.next);
    const toolCall = { id: 'c1', function: { index: 0, name: 'weather', arguments: { unparsed: '{"at":' } } };
    expect(told).toEqual([
      { ...FRAME, message: { role: 'assistant', content: '', thinking: 'Hm' }, done: false },
      { ...FRAME, message: { role: 'assistant', content: 'Hello' }, done: false },
      { ...FRAME, message: { role: 'assistant', content: '', tool_calls: [toolCall] }, done: false },
      { ...FRAME, message: { role: 'assistant', content: '' }, ...FIGURES },
    ]);
  });

  it('tells a text', () => {
    const answer = begin('generate');
    const told = [thought, text('Hello'), end('length')].flatMap(answer.next);
    expect(told).toEqual([
      { ...FRAME, response: '', thinking: 'Hm', done: false },
      { ...FRAME, response: 'Hello', done: false },
      { ...FRAME, response: '', ...FIGURES, done_reason: 'length' },
    ]);
  });

  it('gives the same whole to those who do not stream', () => {
    const answer = begin('chat');
    for (const it of [thought, text('Hel'), text('lo')]) answer.next(it);
    expect(answer.conclude(end('stop'))).toEqual({
      ...FRAME,
      message: { role: 'assistant', content: 'Hello', thinking: 'Hm' },
      ...FIGURES,
    });
  });

  it('tells what broke off as an error, and one that somebody stopped as stopped', () => {
    expect(begin('chat').next(end('error', 'The rank ended.'))).toEqual([{ error: 'The rank ended.' }]);
    expect(begin('chat').next(end('stopped'))).toMatchObject([{ done: true, done_reason: 'stopped' }]);
  });

  it('has an answer without a word take all its time before the first', () => {
    expect(begin('chat').next(end('stop'))).toMatchObject([
      { total_duration: 100_000_000, prompt_eval_duration: 100_000_000, eval_duration: 0 },
    ]);
  });
});
