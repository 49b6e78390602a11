import { describe, expect, it } from 'vitest';
import { isServiceError } from '../../../errors.ts';
import { readResponses } from './read-question.ts';

const read = (body: object) => readResponses({ model: 'm', input: 'Hello', ...body });
const refusal = (body: unknown): string => {
  try {
    readResponses(body);
  } catch (error) {
    if (isServiceError(error) && error.code === 'VALIDATION') return error.message;
    throw error;
  }
  return 'taken';
};
const refusalOf = (body: object): string => refusal({ model: 'm', input: 'Hello', ...body });

const WEATHER = { type: 'function', name: 'weather', description: null, parameters: { type: 'object' } };
const call = { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"at":"Ulm"}' };

describe('what may be asked of a response', () => {
  it('takes a string, with instructions before it', () => {
    const { ask } = read({ instructions: 'Be short.' });
    expect(ask).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: 'Hello' },
      ],
      settings: {},
      maxTokens: null,
    });
  });

  it('takes messages as text and as parts, and joins what one speaker said on end', () => {
    const { ask } = read({
      instructions: 'One.',
      input: [
        { type: 'message', role: 'developer', content: 'Two.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'a' },
            { type: 'input_text', text: 'b' },
          ],
        },
        {
          type: 'message',
          role: 'assistant',
          id: 'msg_1',
          content: [{ type: 'output_text', text: 'c', annotations: [] }],
        },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' },
        { role: 'assistant', phase: 'final_answer', content: '' },
        { role: 'user', content: 'd' },
      ],
    });
    expect(ask.messages).toEqual([
      { role: 'system', content: 'One.\n\nTwo.' },
      { role: 'user', content: 'ab' },
      { role: 'assistant', content: 'c' },
      { role: 'user', content: 'd' },
    ]);
  });

  it('takes calls and their outputs, also arguments that are no JSON', () => {
    const { ask } = read({
      input: [
        { role: 'user', content: 'How warm?' },
        { role: 'assistant', content: 'I look.' },
        call,
        { ...call, call_id: 'c2', arguments: '{"at":' },
        { type: 'function_call_output', call_id: 'c1', output: '7' },
        { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'no' }] },
      ],
    });
    expect(ask.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'I look.',
        toolCalls: [
          { id: 'c1', name: 'weather', arguments: '{"at":"Ulm"}' },
          { id: 'c2', name: 'weather', arguments: '{"at":' },
        ],
      },
      { role: 'tool', content: '7', toolCallId: 'c1' },
      { role: 'tool', content: 'no', toolCallId: 'c2' },
    ]);
  });

  it('takes settings, and null as left out', () => {
    const { ask } = read({
      temperature: 0.5,
      top_p: 0.9,
      presence_penalty: 1,
      frequency_penalty: -1,
      max_output_tokens: 64,
      reasoning: { effort: 'none' },
      tools: [WEATHER],
      store: true,
      include: ['reasoning.encrypted_content'],
      text: { format: { type: 'text' }, verbosity: 'low' },
      something_new: { of: 'theirs' },
    });
    expect(ask.maxTokens).toBe(64);
    expect(ask.settings).toEqual({
      temperature: 0.5,
      topP: 0.9,
      presencePenalty: 1,
      frequencyPenalty: -1,
      thinking: false,
      tools: [{ name: 'weather', parameters: { type: 'object' } }],
    });
    const nothing = { temperature: null, tools: null, reasoning: null, text: null, metadata: null };
    expect(read({ ...nothing, previous_response_id: null }).ask.settings).toEqual({});
    expect(read({ reasoning: { effort: 'high' } }).ask.settings).toEqual({ thinking: true });
    const include = ['message.output_text.logprobs'];
    expect(read({ include }).ask.settings).toEqual({ logprobs: 0 });
    expect(read({ include, top_logprobs: 3 }).ask.settings).toEqual({ logprobs: 3 });
    expect(read({ top_p: 0 }).ask.settings).toEqual({ topP: 0.000_001 });
  });

  it('gives no tools, or only those that are allowed', () => {
    const tools = [WEATHER, { type: 'function', name: 'clock' }];
    expect(read({ tools, tool_choice: 'none' }).ask.settings).toEqual({});
    const allowed = { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'clock' }] };
    expect(read({ tools, tool_choice: allowed }).ask.settings).toEqual({ tools: [{ name: 'clock' }] });
  });

  it('replaces what no store takes', () => {
    expect(read({ input: 'a\u0000\uD83D' }).ask.messages[0]!.content).toBe('a\uFFFD\uFFFD');
  });

  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }, /^previous_response_id: .*not kept/],
    ['conversation', { conversation: 'conv_1' }, /^conversation: .*not kept/],
    ['background', { background: true }, /^background: /],
    ['json', { text: { format: { type: 'json_object' } } }, /^text.format.type: .*JSON schema/],
    ['schema', { text: { format: { type: 'json_schema', name: 'x', schema: {} } } }, /JSON schema/],
    ['forced tool', { tools: [WEATHER], tool_choice: 'required' }, /cannot be made to call/],
    ['named tool', { tools: [WEATHER], tool_choice: { type: 'function', name: 'weather' } }, /made to call/],
    ['their tool', { tools: [{ type: 'web_search' }] }, /^tools\[0\].*type web_search is not offered/],
    ['nameless tool', { tools: [{ type: 'function' }] }, /^tools\[0\].name: Expected string/],
    ['too many likeliest tokens', { top_logprobs: 12 }, /^top_logprobs: At most 11/],
    ['hot', { temperature: 3 }, /^temperature: /],
    ['short', { max_output_tokens: 0 }, /^max_output_tokens: /],
    [
      'image',
      { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] },
      /^input\[0\].content\[0\].*read text only/,
    ],
    [
      'file',
      { input: [{ role: 'user', content: [{ type: 'input_file' }] }] },
      /Send what is in them as text/,
    ],
    ['part', { input: [{ role: 'user', content: [{ type: 'hologram' }] }] }, /type hologram is not taken/],
    [
      'half a part',
      { input: [{ role: 'user', content: [{ type: 'input_text' }] }] },
      /^input\[0\].content\[0\].text: Expected string/,
    ],
    ['null content', { input: [{ role: 'user', content: null }] }, /^input\[0\].content: /],
    ['role', { input: [{ role: 'king', content: 'x' }] }, /^input\[0\].role: /],
    ['item', { input: [{ type: 'computer_call' }] }, /type computer_call is not taken/],
    ['reference', { input: [{ type: 'item_reference', id: 'msg_1' }] }, /not kept/],
    ['bare reference', { input: [{ id: 'msg_1' }] }, /not kept/],
    ['null item', { input: [null] }, /^input\[0\]: Expected an item/],
    ['empty string', { input: '' }, /^input: .*Say something/],
    ['empty list', { input: [] }, /^input: There is no question/],
    ['only system', { input: [{ role: 'system', content: 'x' }] }, /^input: There is no question/],
    ['empty message', { input: [{ role: 'user', content: '' }] }, /^input: There is no question/],
    ['number', { input: 7 }, /^input: /],
    ['null input', { input: null }, /^input: /],
    ['model', { model: null }, /^model: Name a model/],
    ['call without id', { input: [{ ...call, call_id: undefined }] }, /^input\[0\].call_id: /],
  ])('refuses %s, and says where', (_, body, words) => {
    expect(refusalOf(body)).toMatch(words);
  });

  it.each([null, undefined, 7, 'x', [], {}, { input: 'x' }])('refuses %j as a body', (body) => {
    expect(refusal(body)).not.toBe('taken');
  });
});
