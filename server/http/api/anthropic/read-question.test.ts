import { describe, expect, it } from 'vitest';
import { isServiceError } from '../../../errors.ts';
import { readAnthropic } from './read-question.ts';
import { estimateTokens } from './estimate-tokens.ts';

const usual = { model: 'm', max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }] };
const read = (body: object) => readAnthropic({ ...usual, ...body }).ask;
const refusal = (body: unknown): string => {
  try {
    readAnthropic(body);
  } catch (error) {
    if (isServiceError(error) && error.code === 'VALIDATION') return error.message;
    throw error;
  }
  return 'taken';
};

const WEATHER = { name: 'weather', description: 'How warm it is', input_schema: { type: 'object' } };
const said = (content: unknown, role = 'user') => ({ messages: [{ role, content }] });

describe('what may be asked of a message', () => {
  it('takes a question; thinking is off unless it is asked for', () => {
    expect(read({})).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
      settings: { thinking: false },
      maxTokens: 64,
    });
    expect(read({ thinking: { type: 'enabled', budget_tokens: 1024 } }).settings).toEqual({ thinking: true });
    expect(read({ thinking: { type: 'adaptive' } }).settings).toEqual({ thinking: true });
    expect(read({ thinking: { type: 'disabled' } }).settings).toEqual({ thinking: false });
  });

  it('takes system as text and as blocks', () => {
    const blocks = [
      { type: 'text', text: 'One.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'Two.' },
    ];
    expect(read({ system: 'One.' }).messages[0]).toEqual({ role: 'system', content: 'One.' });
    expect(read({ system: blocks }).messages[0]).toEqual({ role: 'system', content: 'One.\n\nTwo.' });
    expect(read({ system: [] }).messages).toHaveLength(1);
  });

  it('takes calls and results, in their order', () => {
    const { messages } = read({
      messages: [
        { role: 'user', content: 'How warm?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: '' },
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 't1', name: 'weather', input: { at: 'Ulm' } },
            { type: 'tool_use', id: 't2', name: 'weather', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: '7' }] },
            { type: 'tool_result', tool_use_id: 't2', is_error: true },
            { type: 'text', text: 'Well?' },
          ],
        },
      ],
    });
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'I look.',
        toolCalls: [
          { id: 't1', name: 'weather', arguments: '{"at":"Ulm"}' },
          { id: 't2', name: 'weather', arguments: '{}' },
        ],
      },
      { role: 'tool', content: '7', toolCallId: 't1' },
      { role: 'tool', content: 'The tool failed.', toolCallId: 't2' },
      { role: 'user', content: 'Well?' },
    ]);
  });

  it('takes settings and tools, and leaves aside what means nothing here', () => {
    const { settings } = read({
      temperature: 1,
      top_p: 0.9,
      top_k: 40,
      stop_sequences: ['END'],
      tools: [{ ...WEATHER, type: 'custom', cache_control: { type: 'ephemeral' } }],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      metadata: { user_id: 'x' },
      service_tier: 'auto',
      context_management: { edits: [] },
      output_config: { effort: 'high' },
    });
    expect(settings).toEqual({
      temperature: 1,
      topP: 0.9,
      topK: 40,
      stop: ['END'],
      thinking: false,
      tools: [{ name: 'weather', description: 'How warm it is', parameters: { type: 'object' } }],
    });
    expect(read({ tools: [WEATHER], tool_choice: { type: 'none' } }).settings).toEqual({ thinking: false });
    expect(read({ stop_sequences: [], tools: [] }).settings).toEqual({ thinking: false });
  });

  it.each([
    ['no length', { max_tokens: undefined }, /^max_tokens: Say how long/],
    ['length 0', { max_tokens: 0 }, /^max_tokens: /],
    ['no messages', { messages: [] }, /^messages: There is no message/],
    ['no list', { messages: 'Hello' }, /^messages: /],
    ['null content', said(null), /^messages\[0\].content: /],
    ['empty content', said(''), /^messages\[0\].content: .*empty/],
    ['no blocks', said([]), /^messages\[0\].content: .*empty/],
    ['only empty blocks', said([{ type: 'text', text: '' }]), /^messages: There is no question/],
    ['image', said([{ type: 'image', source: {} }]), /^messages\[0\].content\[0\].*read text only/],
    ['document', said([{ type: 'document', source: {} }]), /as text/],
    ['block', said([{ type: 'server_tool_use' }]), /type server_tool_use is not taken/],
    ['null block', said([null]), /^messages\[0\].content\[0\]/],
    [
      'garbled call',
      said([{ type: 'tool_use', id: 't', name: 'n', input: '{' }], 'assistant'),
      /content\[0\].input: /,
    ],
    ['nameless result', said([{ type: 'tool_result', content: 'x' }]), /content\[0\].tool_use_id: /],
    [
      'image in a result',
      said([{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image' }] }]),
      /read text only/,
    ],
    ['role', said('x', 'king'), /^messages\[0\].role: /],
    [
      'begun answer',
      { messages: [...usual.messages, { role: 'assistant', content: 'I' }] },
      /cannot be begun/,
    ],
    ['only assistant', said('x', 'assistant'), /no question/],
    ['hot', { temperature: 1.5 }, /^temperature: /],
    ['forced', { tools: [WEATHER], tool_choice: { type: 'any' } }, /^tool_choice: .*cannot be made/],
    ['named', { tools: [WEATHER], tool_choice: { type: 'tool', name: 'weather' } }, /cannot be made/],
    [
      'their tool',
      { tools: [{ type: 'bash_20250124', name: 'bash' }] },
      /^tools\[0\].type: Only tools that you run/,
    ],
    ['no schema', { tools: [{ name: 'x' }] }, /^tools\[0\].input_schema: /],
    [
      'format',
      { output_config: { format: { type: 'json_schema' } } },
      /^output_config.format: .*JSON schema/,
    ],
    ['older format', { output_format: { type: 'json_schema' } }, /JSON schema/],
    ['servers', { mcp_servers: [{ url: 'x' }] }, /^mcp_servers: /],
    ['stops', { stop_sequences: Array.from({ length: 33 }, () => 'x') }, /^stop_sequences: /],
    ['model', { model: 7 }, /^model: Name a model/],
  ])('refuses %s, and says where', (_, body, words) => {
    expect(refusal({ ...usual, ...body })).toMatch(words);
  });

  it.each([null, undefined, 7, 'x', [], {}])('refuses %j as a body', (body) => {
    expect(refusal(body)).not.toBe('taken');
  });
});

describe('how many tokens a question has', () => {
  it('is estimated from its bytes, its turns and its tools, rather high', () => {
    expect(estimateTokens([{ role: 'user', content: 'a'.repeat(35) }])).toBe(14);
    expect(estimateTokens([{ role: 'user', content: '界'.repeat(35) }])).toBe(34);
    const tools = [{ name: 'weather' }];
    expect(estimateTokens([{ role: 'user', content: '' }], tools)).toBeGreaterThan(4);
    const calls = [{ id: 'c', name: 'weather', arguments: '{"at":"Ulm"}' }];
    expect(estimateTokens([{ role: 'assistant', content: '', toolCalls: calls }])).toBeGreaterThan(10);
  });
});
