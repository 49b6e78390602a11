import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, describe, it } from 'vitest';
import type { Played } from '../../testing/played-answers.ts';
import { type PlayedApi, startPlayedApi } from '../../testing/played-api.ts';

/* The makers' own clients, against a portal whose machines are played. */

let portal: PlayedApi['portal'];
let key: string;
let played: PlayedApi['played'];
/** What the model says next. */
let play: Played;

const CALL = { id: 'call_1', name: 'weather', arguments: '{"at":"Ulm"}' };
const HELLO: Played = { parts: [{ reasoning: 'Hm.' }, { text: 'Hello ' }, { text: '😀' }] };
const PARAMETERS = { type: 'object' as const, properties: { at: { type: 'string' } } };

beforeAll(async () => {
  ({ portal, key, played } = await startPlayedApi(() => play));
});
beforeEach(() => {
  play = HELLO;
});
afterAll(() => portal.close());

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
const lastAsked = () => played.asked.at(-1)!;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${portal.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('OpenAI’s client asks for a response', () => {
  const openai = (apiKey = key) => new OpenAI({ apiKey, baseURL: `${portal.url}/api/v1`, maxRetries: 0 });

  it('and has it whole', async () => {
    const response = await openai().responses.create({
      model: 'auto',
      instructions: 'Be short.',
      input: 'Say hello',
    });
    expect(response.output_text).toBe('Hello 😀');
    expect(response).toMatchObject({
      status: 'completed',
      model: 'espalier-demo',
      store: false,
      output: [
        { type: 'reasoning', summary: [{ text: 'Hm.' }] },
        { type: 'message', status: 'completed' },
      ],
      usage: {
        input_tokens: 12,
        output_tokens: 3,
        total_tokens: 15,
        input_tokens_details: { cached_tokens: 4 },
      },
    });
    expect(lastAsked().messages).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Say hello' },
    ]);
  });

  it('and has it streamed, with a call of a tool', async () => {
    play = { parts: [...HELLO.parts!, { call: CALL }] };
    const stream = openai().responses.stream({
      model: 'espalier-demo',
      input: [{ role: 'user', content: 'How warm is it?' }],
      tools: [{ type: 'function', name: 'weather', parameters: PARAMETERS, strict: false }],
    });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    const whole = await stream.finalResponse();
    expect(types[0]).toBe('response.created');
    expect(types.at(-1)).toBe('response.completed');
    expect(types.filter((it) => it === 'response.output_text.delta')).toHaveLength(2);
    expect(whole.output_text).toBe('Hello 😀');
    expect(whole.output.at(-1)).toMatchObject({
      type: 'function_call',
      name: 'weather',
      arguments: CALL.arguments,
    });
    expect(lastAsked().settings).toEqual({ tools: [{ name: 'weather', parameters: PARAMETERS }] });
  });

  it('and is told what is not there, in its own shape', async () => {
    const refused = openai().responses.create({ model: 'auto', input: 'x', previous_response_id: 'resp_1' });
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
    await expect(openai().responses.retrieve('resp_1')).rejects.toMatchObject({ status: 404 });
    await expect(openai().responses.delete('resp_1')).rejects.toMatchObject({ status: 404 });
    await expect(openai('esp_x').responses.create({ model: 'auto', input: 'x' })).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    await expect(openai().responses.create({ model: 'gpt-4', input: 'x' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('and has an answer that broke off as far as it came', async () => {
    play = { parts: [{ text: 'Hel' }], state: 'error', message: 'The rank ended.' };
    const response = await openai().responses.create({ model: 'auto', input: 'x' });
    expect(response).toMatchObject({ status: 'failed', error: { message: 'The rank ended.' } });
    expect(response.output).toMatchObject([{ status: 'incomplete', content: [{ text: 'Hel' }] }]);
  });
});

describe('Anthropic’s client asks for a message', () => {
  const anthropic = (apiKey = key) =>
    new Anthropic({ apiKey, baseURL: `${portal.url}/api/anthropic`, maxRetries: 0 });
  const usual = {
    model: 'auto',
    max_tokens: 50,
    messages: [{ role: 'user' as const, content: 'Say hello' }],
  };

  it('and has it whole', async () => {
    const message = await anthropic().messages.create({ ...usual, system: 'Be short.' });
    expect(message.content).toEqual([{ type: 'text', text: 'Hello 😀' }]);
    expect(message).toMatchObject({
      type: 'message',
      model: 'espalier-demo',
      stop_reason: 'end_turn',
      usage: { input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 3 },
    });
    expect(lastAsked()).toMatchObject({ settings: { thinking: false }, maxTokens: 50 });
  });

  it('and has it streamed, with a call of a tool', async () => {
    play = { parts: [...HELLO.parts!, { call: CALL }] };
    const stream = anthropic().messages.stream({
      ...usual,
      thinking: { type: 'adaptive' },
      tools: [{ name: 'weather', input_schema: PARAMETERS }],
    });
    const texts: string[] = [];
    stream.on('text', (text) => texts.push(text));
    const message = await stream.finalMessage();
    expect(texts).toEqual(['Hello ', '😀']);
    expect(message).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'Hello 😀' },
        { type: 'tool_use', id: 'call_1', name: 'weather', input: { at: 'Ulm' } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 4 },
    });
  });

  it('and has a garbled call as one that it can read', async () => {
    play = { parts: [{ call: { ...CALL, arguments: '{"at":' } }] };
    const message = await anthropic().messages.stream(usual).finalMessage();
    expect(message.content).toMatchObject([{ type: 'tool_use', input: { unparsed: '{"at":' } }]);
  });

  it('with its key as a token', async () => {
    const client = new Anthropic({ apiKey: null, authToken: key, baseURL: `${portal.url}/api/anthropic` });
    expect((await client.messages.create(usual)).stop_reason).toBe('end_turn');
  });

  it('and is told an estimate, and which models there are', async () => {
    const counted = await anthropic().messages.countTokens({ model: 'auto', messages: usual.messages });
    expect(counted.input_tokens).toBe(7);
    const models = await anthropic().models.list();
    expect(models.data.map((it) => it.id)).toEqual(['espalier-demo', 'auto']);
    const model = await anthropic().models.retrieve('espalier-demo');
    expect(model).toMatchObject({ type: 'model', display_name: 'Espalier demo' });
  });

  it('and is told what is wrong, in its own shape', async () => {
    const wrong = await anthropic()
      .messages.create({ ...usual, messages: [] })
      .catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(Anthropic.BadRequestError);
    expect(wrong).toMatchObject({
      status: 400,
      requestID: expect.any(String),
      error: { type: 'error', error: { type: 'invalid_request_error', message: /no message/i } },
    });
    await expect(anthropic('esp_x').messages.create(usual)).rejects.toBeInstanceOf(
      Anthropic.AuthenticationError,
    );
    const unknown = anthropic().messages.create({ ...usual, model: 'claude' });
    await expect(unknown).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  it('and is told when the answer breaks off, streamed and not', async () => {
    play = { parts: [{ text: 'Hel' }], state: 'error', message: 'The rank ended.' };
    await expect(anthropic().messages.create(usual)).rejects.toMatchObject({ status: 529 });
    const streamed = anthropic().messages.stream(usual).finalMessage();
    await expect(streamed).rejects.toThrow(/The rank ended/);
  });
});

describe('Ollama’s client chats', () => {
  const ollama = (secret = key) =>
    new Ollama({ host: `${portal.url}/api/ollama`, headers: { authorization: `Bearer ${secret}` } });
  const messages = [{ role: 'user', content: 'Say hello' }];

  it('and has it whole', async () => {
    play = { parts: [...HELLO.parts!, { call: CALL }] };
    const options = { num_predict: 20, temperature: 0.5 };
    const answer = await ollama().chat({ model: 'auto', messages, think: true, options });
    expect(answer).toMatchObject({
      model: 'espalier-demo',
      message: {
        role: 'assistant',
        content: 'Hello 😀',
        thinking: 'Hm.',
        tool_calls: [{ function: { name: 'weather', arguments: { at: 'Ulm' } } }],
      },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 12,
      eval_count: 4,
      load_duration: 0,
    });
    expect(answer.total_duration).toBeGreaterThanOrEqual(answer.prompt_eval_duration + answer.eval_duration);
    expect(lastAsked()).toMatchObject({ settings: { thinking: true, temperature: 0.5 }, maxTokens: 20 });
  });

  it('and has it streamed', async () => {
    const lines = [];
    for await (const line of await ollama().chat({ model: 'auto', messages, stream: true })) lines.push(line);
    expect(lines.map((it) => it.message.content).join('')).toBe('Hello 😀');
    expect(lines.at(-1)).toMatchObject({ done: true, eval_count: 3 });
  });

  it('and has a text, streamed and not', async () => {
    const whole = await ollama().generate({ model: 'auto', prompt: 'Say hello', system: 'Be short.' });
    expect(whole).toMatchObject({ response: 'Hello 😀', thinking: 'Hm.', done: true });
    let text = '';
    for await (const line of await ollama().generate({ model: 'auto', prompt: 'x', stream: true }))
      text += line.response;
    expect(text).toBe('Hello 😀');
  });

  it('and sees what there is', async () => {
    const { models } = await ollama().list();
    expect(models.map((it) => it.name)).toEqual(['espalier-demo', 'auto']);
    expect(models[0]).toMatchObject({ size: 2_000_000, details: { family: 'llama', parameter_size: '1M' } });
    expect(models[1]).not.toHaveProperty('size');
    expect((await ollama().ps()).models).toHaveLength(2);
    expect(await ollama().show({ model: 'espalier-demo' })).toMatchObject({
      capabilities: ['completion', 'tools'],
    });
    expect((await ollama().version()).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('and is told what is wrong, in its own shape', async () => {
    const chat = (fields: object, secret?: string) =>
      ollama(secret).chat({ model: 'auto', messages, ...fields });
    await expect(chat({ messages: [] })).rejects.toMatchObject({
      status_code: 400,
      error: /nothing to answer/,
    });
    await expect(chat({}, 'esp_x')).rejects.toMatchObject({ status_code: 401 });
    await expect(chat({ model: 'llama9' })).rejects.toMatchObject({ status_code: 404, error: /llama9/ });
    await expect(ollama().show({ model: 'llama9' })).rejects.toMatchObject({ status_code: 404 });
    await expect(ollama().delete({ model: 'x' })).rejects.toMatchObject({ status_code: 404 });
    await expect(ollama().embed({ model: 'x', input: 'y' })).rejects.toMatchObject({ status_code: 404 });
    play = { parts: [{ text: 'Hel' }], state: 'error', message: 'The rank ended.' };
    await expect(chat({})).rejects.toMatchObject({ status_code: 503, error: 'The rank ended.' });
    const stream = await ollama().chat({ model: 'auto', messages, stream: true });
    await expect(drain(stream)).rejects.toThrow('The rank ended.');
  });
});

describe('whichever shape it is', () => {
  const ADDRESSES = [
    ['/api/v1/responses', { model: 'auto', input: 'x', stream: true }],
    [
      '/api/anthropic/v1/messages',
      { model: 'auto', max_tokens: 50, messages: [{ role: 'user', content: 'x' }], stream: true },
    ],
    ['/api/ollama/api/chat', { model: 'auto', messages: [{ role: 'user', content: 'x' }] }],
    ['/api/ollama/api/generate', { model: 'auto', prompt: 'x' }],
  ] as const;

  it.each(ADDRESSES)('%s stops when who asked hangs up', async (path, body) => {
    play = { parts: [{ text: 'Hello' }], hold: new Promise(() => {}) };
    const gone = new AbortController();
    const response = await fetch(`${portal.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
      signal: gone.signal,
    });
    await response.body!.getReader().read();
    const { generationId } = lastAsked();
    gone.abort();
    await expect.poll(() => played.stopped).toContain(generationId);
    const { generation } = portal.ctx.db;
    const stateOf = async () => (await generation.findUniqueOrThrow({ where: { id: generationId } })).state;
    await expect.poll(stateOf).toBe('stopped');
  });

  it.each(ADDRESSES)('%s refuses every wrong body with a 4xx of its own', async (path) => {
    const before = played.asked.length;
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const wrong = [
      '',
      '{',
      'null',
      '7',
      '"x"',
      '[]',
      '{}',
      deep,
      '{"model":7}',
      '{"model":"auto","messages":[{}]}',
    ];
    for (const body of [...wrong, `{"model":"${'x'.repeat(3_000_000)}"}`]) {
      const response = await post(path, body);
      expect([400, 413]).toContain(response.status);
      const said = (await response.json()) as { error: unknown; type?: string };
      if (path.includes('ollama')) expect(said.error).toEqual(expect.any(String));
      else expect(said.error).toMatchObject({ type: expect.any(String), message: expect.any(String) });
      expect(said.type).toBe(path.includes('anthropic') ? 'error' : undefined);
    }
    expect(played.asked).toHaveLength(before);
  });

  it('says in its own shape that there is nothing, and which methods there are', async () => {
    const headers = { authorization: `Bearer ${key}` };
    const get = async (path: string) => {
      const response = await fetch(`${portal.url}${path}`, { headers });
      return { status: response.status, body: await response.json() };
    };
    expect(await get('/api/anthropic/v1/messages')).toMatchObject({ status: 405, body: { type: 'error' } });
    expect(await get('/api/anthropic/v1/x')).toMatchObject({ status: 404, body: { type: 'error' } });
    expect(await get('/api/ollama/api/x')).toEqual({ status: 404, body: { error: expect.any(String) } });
    expect(await get('/api/v1/responses')).toMatchObject({
      status: 405,
      body: { error: { type: expect.any(String) } },
    });
  });
});
