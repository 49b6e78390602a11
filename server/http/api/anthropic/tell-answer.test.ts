import { describe, expect, it } from 'vitest';
import { answerAsMessage } from './tell-answer.ts';
import type { ApiEvent } from '../../../modules/api-requests/index.ts';
import type { ApiEnd } from '../stream-answer.ts';

const USAGE = { promptTokens: 10, cachedTokens: 4, completionTokens: 3 };
const end = (finish: ApiEnd['finish'], message: string | null = null): ApiEnd => {
  return { kind: 'end', finish, message, usage: USAGE };
};
const text = (words: string): ApiEvent => ({ kind: 'text', text: words, completionTokens: 1 });
const thought = (words: string): ApiEvent => ({ kind: 'reasoning', text: words, completionTokens: 1 });
const call = (args: string): ApiEvent => ({
  kind: 'tool',
  call: { id: 't1', name: 'weather', arguments: args },
});

const start = (tellsThinking = true) =>
  answerAsMessage({ id: 'a-b', model: 'demo' }, { promptTokens: 12, tellsThinking });
const tell = (events: ApiEvent[]) => {
  const answer = start();
  return [answer.begin(), ...events.map((it) => answer.next(it))].flat();
};

describe('an answer told as a message', () => {
  it('tells thinking, words and a call as blocks, one after another', () => {
    const told = tell([thought('Hm'), text('I '), text('look.'), call('{"at":"Ulm"}'), end('tool_calls')]);
    expect(told).toEqual([
      {
        type: 'message_start',
        message: {
          id: 'msg_ab',
          type: 'message',
          role: 'assistant',
          model: 'demo',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: {
            input_tokens: 12,
            cache_creation_input_tokens: 0,
            cache_read_input_tokens: 0,
            output_tokens: 0,
          },
        },
      },
      { type: 'ping' },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'I ' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'look.' } },
      { type: 'content_block_stop', index: 1 },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 't1', name: 'weather', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '{"at":"Ulm"}' },
      },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: {
          input_tokens: 6,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 4,
          output_tokens: 3,
        },
      },
      { type: 'message_stop' },
    ]);
  });

  it.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['stopped', 'max_tokens'],
  ] as const)('tells an answer that ended by %s as %s', (finish, reason) => {
    const told = tell([text('Hello'), end(finish)]);
    expect(told.at(-2)).toMatchObject({ delta: { stop_reason: reason } });
    expect(start().conclude(end(finish))).toMatchObject({ stop_reason: reason });
  });

  it('tells what broke off as an error, after what was written', () => {
    const told = tell([text('Hel'), end('error', 'The rank ended.')]);
    expect(told.slice(-2)).toEqual([
      { type: 'content_block_stop', index: 0 },
      { type: 'error', error: { type: 'api_error', message: 'The rank ended.' } },
    ]);
  });

  it.each([
    ['{"at":', { unparsed: '{"at":' }],
    ['[1]', { unparsed: '[1]' }],
    ['null', { unparsed: 'null' }],
    ['', {}],
  ])('hands on the arguments %j as an object, with nothing lost', (args, input) => {
    const answer = start();
    const told = answer.next(call(args));
    expect(told[1]!['delta']).toMatchObject({ partial_json: JSON.stringify(input) });
    expect(answer.conclude(end('tool_calls')).content).toEqual([
      { type: 'tool_use', id: 't1', name: 'weather', input },
    ]);
  });

  it('leaves thinking out where nobody asked for it', () => {
    const answer = start(false);
    expect(answer.next(thought('Hm'))).toEqual([]);
    answer.next(text('Hello'));
    expect(answer.conclude(end('stop')).content).toEqual([{ type: 'text', text: 'Hello' }]);
  });

  it('gives the same to those who do not stream', () => {
    const answer = start();
    for (const it of [thought('Hm'), text('Hel'), text(''), text('lo')]) answer.next(it);
    expect(answer.conclude(end('stop'))).toMatchObject({
      id: 'msg_ab',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: '' },
        { type: 'text', text: 'Hello' },
      ],
      stop_sequence: null,
      usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 3 },
    });
  });
});
