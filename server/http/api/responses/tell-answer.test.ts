import { describe, expect, it } from 'vitest';
import { answerAsResponse } from './tell-answer.ts';
import { readResponses } from './read-question.ts';
import type { ApiEvent } from '../../../modules/api-requests/index.ts';
import type { ApiEnd } from '../stream-answer.ts';

const NOW = new Date('2026-11-26T12:00:05.400Z');
const STARTED = { id: 'a-b', model: 'demo', createdAt: new Date('2026-11-26T12:00:00.900Z') };
const USAGE = { promptTokens: 10, cachedTokens: 4, completionTokens: 3 };
const end = (finish: ApiEnd['finish'], message: string | null = null): ApiEnd => {
  return { kind: 'end', finish, message, usage: USAGE };
};
const text = (words: string): ApiEvent => ({ kind: 'text', text: words, completionTokens: 1 });
const thought = (words: string): ApiEvent => ({ kind: 'reasoning', text: words, completionTokens: 1 });
const call: ApiEvent = { kind: 'tool', call: { id: 'c1', name: 'weather', arguments: '{"at":' } };

const start = () => answerAsResponse(readResponses({ model: 'auto', input: 'Hello' }).body, STARTED);
function tell(events: ApiEvent[]) {
  const answer = start();
  const told = [answer.begin(), ...events.map((it) => answer.next(it, NOW))].flat();
  return {
    told,
    types: told.map((it) => it.type),
    last: told.at(-1)!['response'] as Record<string, unknown>,
  };
}

describe('an answer told as a response', () => {
  it('tells text in the right order, numbered without a gap', () => {
    const { told, types } = tell([text('Hel'), text('lo'), end('stop')]);
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(told.map((it) => it.sequence_number)).toEqual(told.map((_, index) => index));
    expect(told[0]!['response']).toMatchObject({
      id: 'resp_ab',
      status: 'in_progress',
      output: [],
      usage: null,
    });
    expect(told[2]).toMatchObject({ item: { id: 'msg_ab_0', status: 'in_progress', content: [] } });
    expect(told[9]!['response']).toMatchObject({
      status: 'completed',
      model: 'demo',
      created_at: 1795694400,
      completed_at: 1795694405,
      store: false,
      output: [{ id: 'msg_ab_0', status: 'completed', content: [{ type: 'output_text', text: 'Hello' }] }],
      usage: {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 3,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 13,
      },
    });
  });

  it('tells thinking, words and a call as items of their own', () => {
    const { told, types, last } = tell([
      thought('Hm'),
      thought('m'),
      text('I look.'),
      call,
      end('tool_calls'),
    ]);
    expect(types.slice(2)).toEqual([
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const added = told.filter((it) => it.type === 'response.output_item.added');
    expect(added.map((it) => it['output_index'])).toEqual([0, 1, 2]);
    expect(added[2]!['item']).toMatchObject({ arguments: '', status: 'in_progress' });
    expect(last['output']).toEqual([
      { type: 'reasoning', id: 'rs_ab_0', summary: [{ type: 'summary_text', text: 'Hmm' }] },
      expect.objectContaining({ id: 'msg_ab_1', status: 'completed' }),
      {
        type: 'function_call',
        id: 'fc_ab_2',
        call_id: 'c1',
        name: 'weather',
        arguments: '{"at":',
        status: 'completed',
      },
    ]);
  });

  it.each([
    ['length', 'incomplete', { reason: 'max_output_tokens' }, null],
    ['stopped', 'incomplete', { reason: 'stopped' }, null],
    ['error', 'failed', null, { code: 'server_error', message: 'The rank ended.' }],
  ] as const)(
    'tells an answer that ended by %s, with what was written',
    (finish, status, incomplete, error) => {
      const { types, last } = tell([text('Hal'), end(finish, 'The rank ended.')]);
      expect(types.at(-1)).toBe(`response.${status}`);
      expect(last).toMatchObject({ status, incomplete_details: incomplete, error, completed_at: null });
      expect(last['output']).toMatchObject([{ status: 'incomplete', content: [{ text: 'Hal' }] }]);
    },
  );

  it('tells an answer without a word as an empty message', () => {
    const { types, last } = tell([text(''), end('stop')]);
    expect(types).toContain('response.output_item.done');
    expect(last['output']).toMatchObject([{ type: 'message', content: [{ text: '' }] }]);
    expect(tell([end('error')]).last['output']).toEqual([]);
  });

  it('gives the same to those who do not stream', () => {
    const said: ApiEvent[] = [thought('Hm'), text('Hello'), call];
    const answer = start();
    for (const it of said) answer.next(it, NOW);
    expect(answer.conclude(end('stop'), NOW)).toEqual(tell([...said, end('stop')]).last);
  });
});
