import { describe, expect, it } from 'vitest';
import { isServiceError } from '../../../errors.ts';
import { readOllamaChat, readOllamaGenerate, readOllamaModel } from './read-question.ts';

const usual = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
const chat = (body: object) => readOllamaChat({ ...usual, ...body });
const refusal = (read: (body: unknown) => unknown, body: unknown): string => {
  try {
    read(body);
  } catch (error) {
    if (isServiceError(error) && error.code === 'VALIDATION') return error.message;
    throw error;
  }
  return 'taken';
};
const WEATHER = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };

describe('what may be asked of a chat', () => {
  it('streams unless it is told not to', () => {
    expect(chat({})).toEqual({
      isStream: true,
      ask: { model: 'm', messages: usual.messages, settings: {}, maxTokens: null },
    });
    expect(chat({ stream: false }).isStream).toBe(false);
  });

  it('takes options, and leaves aside those for loading a model', () => {
    const { ask } = chat({
      think: 'low',
      keep_alive: '5m',
      format: '',
      tools: [WEATHER],
      options: {
        num_predict: 32,
        temperature: 0.5,
        top_p: 0.9,
        top_k: 40,
        min_p: 0.05,
        repeat_penalty: 1.1,
        presence_penalty: 0.5,
        frequency_penalty: 0.25,
        stop: 'END',
        num_ctx: 8192,
        seed: 7,
      },
    });
    expect(ask.maxTokens).toBe(32);
    expect(ask.settings).toEqual({
      thinking: true,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      repetitionPenalty: 1.1,
      presencePenalty: 0.5,
      frequencyPenalty: 0.25,
      stop: ['END'],
      tools: [{ name: 'weather', parameters: { type: 'object' } }],
    });
    expect(chat({ think: false, options: { num_predict: -1, stop: [] } }).ask).toMatchObject({
      maxTokens: null,
      settings: { thinking: false },
    });
  });

  it('gives calls ids of their own, and finds whose results come back', () => {
    const calls = [
      { function: { name: 'weather', arguments: { at: 'Ulm' } } },
      { function: { name: 'clock' } },
    ];
    const { ask } = chat({
      messages: [
        { role: 'user', content: 'How warm, how late?' },
        { role: 'assistant', content: '', thinking: 'Hm', tool_calls: calls },
        { role: 'tool', content: 'noon', tool_name: 'clock' },
        { role: 'tool', content: '7' },
        { role: 'tool', content: 'stray' },
      ],
    });
    expect(ask.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: '',
        toolCalls: [
          { id: 'call_1_0', name: 'weather', arguments: '{"at":"Ulm"}' },
          { id: 'call_1_1', name: 'clock', arguments: '{}' },
        ],
      },
      { role: 'tool', content: 'noon', toolCallId: 'call_1_1' },
      { role: 'tool', content: '7', toolCallId: 'call_1_0' },
      { role: 'tool', content: 'stray' },
    ]);
  });

  it('takes null for content where there is nothing', () => {
    const { ask } = chat({ messages: [{ role: 'assistant', content: null }, ...usual.messages] });
    expect(ask.messages).toEqual(usual.messages);
  });

  it.each([
    ['no messages', { messages: [] }, /^messages: There is nothing to answer/],
    ['an empty one', { messages: [{ role: 'user', content: '' }] }, /^messages: There is no question/],
    ['null content', { messages: [{ role: 'user', content: null }] }, /no question/],
    ['parts', { messages: [{ role: 'user', content: [{ type: 'text' }] }] }, /^messages\[0\].content: /],
    [
      'an image',
      { messages: [{ role: 'user', content: 'x', images: ['aGk='] }] },
      /^messages\[0\].images: .*text only/,
    ],
    ['a role', { messages: [{ role: 'king', content: 'x' }] }, /^messages\[0\].role: /],
    [
      'garbled arguments',
      { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'x', arguments: '{' } }] }] },
      /arguments: /,
    ],
    ['json', { format: 'json' }, /^format: .*JSON schema/],
    ['a schema', { format: { type: 'object' } }, /^format: /],
    ['logprobs', { logprobs: true }, /^logprobs: /],
    ['a hot one', { options: { temperature: 9 } }, /^options.temperature: /],
    ['words as a number', { options: { num_predict: 'many' } }, /^options.num_predict: /],
    ['options', { options: [] }, /^options: /],
    ['thinking', { think: 'a lot' }, /^think: /],
    ['no model', { model: '' }, /^model: Name a model/],
  ])('refuses %s, and says where', (_, body, words) => {
    expect(refusal(readOllamaChat, { ...usual, ...body })).toMatch(words);
  });

  it.each([null, 7, 'x', [], {}])('refuses %j as a body', (body) => {
    expect(refusal(readOllamaChat, body)).not.toBe('taken');
    expect(refusal(readOllamaGenerate, body)).not.toBe('taken');
    expect(refusal(readOllamaModel, body)).not.toBe('taken');
  });
});

describe('what may be asked of a text', () => {
  const generate = (body: object) => readOllamaGenerate({ model: 'm', prompt: 'Hello', ...body });

  it('takes a prompt, and a system before it', () => {
    expect(generate({ system: 'Be short.', template: '', suffix: '', context: [] }).ask.messages).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Hello' },
    ]);
  });

  it.each([
    ['no prompt', { prompt: undefined }, /^prompt: There is nothing to answer/],
    ['an empty prompt', { prompt: '' }, /loaded by a session/],
    ['a suffix', { suffix: 'x' }, /^suffix: /],
    ['a context', { context: [1, 2] }, /^context: .*\/api\/chat/],
    ['raw', { raw: true }, /^raw: /],
    ['a template', { template: '{{ .Prompt }}' }, /^template: /],
    ['an image', { images: ['aGk='] }, /^images: .*text only/],
  ])('refuses %s, and says where', (_, body, words) => {
    expect(refusal(readOllamaGenerate, { model: 'm', prompt: 'Hello', ...body })).toMatch(words);
  });

  it('finds the model by both its names', () => {
    expect(readOllamaModel({ model: 'a' })).toBe('a');
    expect(readOllamaModel({ name: 'b' })).toBe('b');
  });
});
