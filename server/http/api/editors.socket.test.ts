import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PlayedApi, startPlayedApi } from '../../testing/played-api.ts';

/*
 * What plug-ins of editors send, field by field. Compared with their public sources: Cline in both shapes, Zed in OpenAI's,
 * Continue in Ollama's. The others as servers like this one are known to be asked. None of it may be refused.
 */

let portal: PlayedApi['portal'];
let key: string;
let played: PlayedApi['played'];
beforeAll(async () => {
  ({ portal, key, played } = await startPlayedApi(() => ({ parts: [{ text: 'Hello.' }] })));
});
afterAll(() => portal.close());

const CHAT = '/api/v1/chat/completions';
const OLLAMA = '/api/ollama/api/chat';
const parts = (text: string) => [{ type: 'text', text }];
const system = { role: 'system', content: 'You are a coding agent.' };
const user = { role: 'user', content: 'Say hello' };
const READ = {
  type: 'function',
  function: {
    name: 'read_file',
    description: 'Reads a file',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string' } },
      required: ['path'],
      additionalProperties: false,
      $schema: 'http://json-schema.org/draft-07/schema#',
    },
  },
};
const CALL = {
  id: 'call_1',
  type: 'function',
  function: { name: 'read_file', arguments: '{"path":"a.ts"}' },
};
const OLLAMA_CALL = { function: { name: 'read_file', arguments: { path: 'a.ts' } } };
const FIM_STOPS = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|fim_middle|>',
  '<|fim_suffix|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<|im_start|>',
  '<|im_end|>',
  '/src/',
  '#- coding: utf-8',
  '```',
];

it.each([
  [
    'Continue, provider openai: chat with tools',
    CHAT,
    {
      messages: [system, { role: 'user', content: parts('Say hello') }],
      max_tokens: 4096,
      temperature: 0.5,
      top_p: null,
      frequency_penalty: 0,
      presence_penalty: 0,
      stop: [],
      stream: true,
      stream_options: { include_usage: true },
      tools: [{ ...READ, function: { ...READ.function, strict: false } }],
      parallel_tool_calls: false,
      prediction: null,
    },
  ],
  [
    'Continue, provider openai: edit, with what it expects',
    CHAT,
    {
      messages: [user],
      max_tokens: 2048,
      stream: true,
      stop: ['```'],
      prediction: { type: 'content', content: 'const a = 1;' },
    },
  ],
  [
    'Continue, provider ollama: chat',
    OLLAMA,
    {
      messages: [{ ...system }, { ...user, images: null }],
      options: { num_predict: 4096, num_ctx: 8192, stop: FIM_STOPS, num_thread: 8, use_mmap: true },
      keep_alive: 1800,
      stream: true,
    },
  ],
  [
    'Cline, OpenAI compatible: after a call of a tool',
    CHAT,
    {
      messages: [
        system,
        { role: 'user', content: parts('Read a.ts') },
        { role: 'assistant', content: null, tool_calls: [CALL] },
        { role: 'tool', tool_call_id: 'call_1', content: 'const a = 1;' },
      ],
      temperature: 0,
      max_tokens: 8192,
      reasoning_effort: 'medium',
      stream: true,
      stream_options: { include_usage: true },
      tools: [READ],
      tool_choice: 'auto',
      parallel_tool_calls: false,
    },
  ],
  ['Cline, Ollama', OLLAMA, { messages: [system, user], stream: true, options: { num_ctx: 32_768 } }],
  [
    'Zed, OpenAI compatible',
    CHAT,
    {
      messages: [
        { role: 'system', content: 'You are an agent.' },
        user,
        { role: 'assistant', content: [], tool_calls: [CALL], reasoning_content: 'Hm.' },
        { role: 'tool', content: parts('const a = 1;'), tool_call_id: 'call_1' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 8192,
      temperature: 1,
      tool_choice: 'auto',
      parallel_tool_calls: false,
      tools: [READ],
      prompt_cache_key: 'thread-1',
      reasoning_effort: 'high',
    },
  ],
  [
    'Zed, Ollama: after a call of a tool',
    OLLAMA,
    {
      messages: [
        system,
        user,
        { role: 'assistant', content: '', tool_calls: [OLLAMA_CALL], images: null, thinking: 'Hm.' },
        { role: 'tool', tool_name: 'read_file', content: 'const a = 1;' },
      ],
      stream: true,
      keep_alive: -1,
      options: { num_ctx: 16_384, num_predict: null, stop: null, temperature: 1, top_p: null },
      tools: [READ],
      think: true,
    },
  ],
  [
    'JetBrains AI, OpenAI compatible',
    CHAT,
    {
      messages: [system, user],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      top_p: 1,
      n: 1,
      user: 'jetbrains',
      store: false,
      metadata: { client: 'ide' },
      logprobs: false,
      response_format: { type: 'text' },
      service_tier: 'auto',
      seed: 1,
      modalities: ['text'],
    },
  ],
  [
    'JetBrains AI, Ollama',
    OLLAMA,
    {
      messages: [user],
      stream: true,
      keep_alive: '5m',
      think: false,
      format: '',
      options: { temperature: 0 },
    },
  ],
  [
    'Copilot in VS Code with a model of one’s own',
    CHAT,
    {
      messages: [system, { ...user, name: 'someone' }],
      temperature: 0.1,
      top_p: 1,
      max_tokens: 4096,
      n: 1,
      stream: true,
      tools: [READ],
      tool_choice: 'auto',
    },
  ],
])('%s', async (_about, path, body) => {
  const response = await fetch(`${portal.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'espalier-demo', ...body }),
  });
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({
    status: 200,
    text: expect.stringContaining('Hello.'),
  });
  const last = played.asked.at(-1)!;
  // What it says of tools arrives: the call, and which call the result is of.
  const result = last.messages.find((it) => it.role === 'tool');
  if (result) {
    const asked = last.messages.find((it) => it.toolCalls)!.toolCalls!;
    expect(asked).toMatchObject([{ name: 'read_file', arguments: '{"path":"a.ts"}' }]);
    expect(result).toMatchObject({ content: 'const a = 1;', toolCallId: asked[0]!.id });
  }
});

it('an editor that looks for models finds them, in both shapes', async () => {
  const ask = async (path: string, body?: object) => {
    const init = body && { method: 'POST', body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${portal.url}${path}`, { ...init, headers });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  expect(await ask('/api/v1/models')).toMatchObject({ data: [{ id: 'espalier-demo' }, { id: 'auto' }] });
  expect(await ask('/api/ollama/api/tags')).toMatchObject({ models: [{ model: 'espalier-demo' }, {}] });
  // Continue asks by `name`, Zed by `model`.
  for (const field of ['name', 'model'])
    expect(await ask('/api/ollama/api/show', { [field]: 'espalier-demo' })).toHaveProperty('capabilities');
});
