import { spawn } from 'node:child_process';
import { json } from 'node:stream/consumers';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI, { APIUserAbortError, AuthenticationError, RateLimitError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { bringTestPython } from '@/scripts/testing/python.ts';
import { type MlxLab, startMlxLab } from '../../testing/mlx-lab.ts';

/* The clients people have, each with its maker's own calls, at one session of MLX over two ranks. */

const MODEL = 'espalier-demo';
const QUESTION = 'What is a rank?';
const messages = [{ role: 'user' as const, content: QUESTION }];
/** Long enough to come in several steps, short enough for a busy box. */
const LENGTH = 12;
const asked = { model: MODEL, messages, temperature: 0, max_tokens: LENGTH };
const LONG = [{ role: 'user' as const, content: 'Tell me a long story about an espalier' }];

let lab: MlxLab;
let openai: OpenAI;
/** What the model says to the question; every client is told the same. */
let answer: string;
beforeAll(async () => {
  lab = await startMlxLab();
  openai = clientOf(lab.secret);
});
afterAll(() => lab.close());

const clientOf = (apiKey: string): OpenAI =>
  new OpenAI({ apiKey, baseURL: `${lab.url}/api/v1`, maxRetries: 0 });
const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => {
      throw new Error('It was answered.');
    },
    (error: unknown) => error,
  );

type Told = { id: string; text: string; usage: object };
type ByPython = { whole: Told; streamed: Told; response: Told; left: string };
async function askByPython(given: object): Promise<ByPython> {
  const child = spawn((await bringTestPython())!, ['server/http/api/ask-openai.py'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, no_proxy: '*' },
  });
  child.stdin.end(JSON.stringify(given));
  return (await json(child.stdout)) as ByPython;
}

/** Of an answer by the id that a client was told, which Responses writes without dashes. */
const rowOf = (told: string) => {
  const bare = told.replace(/^[a-z]+[-_]/, '').replaceAll('-', '');
  const id = bare.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return lab.ctx.db.generation.findUniqueOrThrow({ where: { id } });
};

/** What the lab has counted of the newest answer, once its ranks have told their own count. */
async function counted() {
  const newest = () => lab.ctx.db.generation.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
  await until(async () => (await newest()).reportedAt !== null, 'the ranks have told their count');
  const { state, promptTokens, cachedTokens, completionTokens } = await newest();
  return { state, input: promptTokens!, cached: cachedTokens!, output: completionTokens };
}

describe('OpenAI’s client for JavaScript', () => {
  test('lists the model, and has an answer whole', async () => {
    expect((await openai.models.list()).data.map((it) => it.id)).toEqual([MODEL, 'auto']);
    const completion = await openai.chat.completions.create(asked);
    answer = completion.choices[0]!.message.content!;
    expect(answer).toMatch(/rank/i);
    expect(completion.choices[0]!.finish_reason).toBe('length');
    const { input, output, cached } = await counted();
    expect(completion.usage).toEqual({
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached },
    });
  });

  test('has it streamed, with its use at the end', async () => {
    const stream = await openai.chat.completions.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((it) => it.choices[0]?.delta.content ?? '').join('')).toBe(answer);
    const { input, output, cached } = await counted();
    expect(cached).toBeGreaterThan(0);
    expect(chunks.at(-1)!.usage).toMatchObject({ prompt_tokens: input, completion_tokens: output });
  });

  test('is told how likely each token was', async () => {
    const stream = await openai.chat.completions.create({
      ...asked,
      stream: true,
      logprobs: true,
      top_logprobs: 3,
    });
    const told = [];
    for await (const chunk of stream) told.push(...(chunk.choices[0]?.logprobs?.content ?? []));
    expect(told.map((it) => it.token).join('')).toBe(answer);
    for (const { token, logprob, top_logprobs } of told) {
      // At temperature 0 the likeliest was taken.
      expect(top_logprobs[0]).toMatchObject({ token, logprob });
      expect(top_logprobs.map((it) => it.logprob)).toEqual(
        top_logprobs.map((it) => it.logprob).toSorted((a, b) => b - a),
      );
      const sum = top_logprobs.reduce((all, it) => all + Math.exp(it.logprob), 0);
      expect(top_logprobs).toHaveLength(3);
      expect(sum).toBeLessThanOrEqual(1.001);
    }
  });

  test('has it up to a word', async () => {
    const [word] = answer.split(' ').slice(4);
    const upTo = await openai.chat.completions.create({ ...asked, stop: [` ${word}`] });
    expect(upTo.choices[0]!.message.content).toBe(answer.slice(0, answer.indexOf(` ${word}`)));
    expect(upTo.choices[0]!.finish_reason).toBe('stop');
    expect(upTo.usage!.completion_tokens).toBeLessThan(LENGTH);
  });

  test('has a response, whole and streamed', async () => {
    const question = { model: MODEL, input: QUESTION, temperature: 0, max_output_tokens: LENGTH };
    const whole = await openai.responses.create(question);
    expect(whole).toMatchObject({ status: 'incomplete', output_text: answer });
    const { input, output } = await counted();
    expect(whole.usage).toMatchObject({ input_tokens: input, output_tokens: output });
    const streamed = await openai.responses.stream(question).finalResponse();
    expect(streamed.output_text).toBe(answer);
    expect(streamed.usage!.output_tokens).toBe((await counted()).output);
  });

  test('leaves in the middle: the answer is stopped, and what was written is counted', async () => {
    const gone = new AbortController();
    const leaving = async () => {
      const stream = await openai.chat.completions.create(
        { ...asked, messages: LONG, max_tokens: 2000, stream: true },
        { signal: gone.signal },
      );
      let words = 0;
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content && ++words === 3) gone.abort();
      throw gone.signal.aborted ? new APIUserAbortError() : new Error('It was answered.');
    };
    expect(await failure(leaving())).toBeInstanceOf(APIUserAbortError);
    const { state, output } = await counted();
    expect(state).toBe('stopped');
    expect(output).toBeGreaterThanOrEqual(3);
    // The ranks are in step: the next one is answered, and as before.
    expect((await openai.chat.completions.create(asked)).choices[0]!.message.content).toBe(answer);
  });

  test('is refused with a wrong key, and over its limit told how long to wait', async () => {
    expect(await failure(clientOf('esp_wrong').models.list())).toBeInstanceOf(AuthenticationError);
    const limited = clientOf(await lab.makeSecret({ requestsPerMinute: 1 }));
    await limited.chat.completions.create({ ...asked, max_tokens: 1 });
    const refused = await failure(limited.chat.completions.create(asked));
    expect(refused).toBeInstanceOf(RateLimitError);
    expect(Number((refused as RateLimitError).headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

test('OpenAI’s client for Python does all of it', async () => {
  const [word] = answer.split(' ').slice(4);
  const told = await askByPython({
    address: `${lab.url}/api/v1`,
    key: lab.secret,
    limitedKey: await lab.makeSecret({ requestsPerMinute: 1 }),
    asked,
    long: { messages: LONG, max_tokens: 2000 },
    stop: ` ${word}`,
  });
  expect(told).toMatchObject({
    models: [MODEL, 'auto'],
    whole: { text: answer },
    streamed: { text: answer },
    response: { text: answer },
    responseStreamed: answer,
    stopped: answer.slice(0, answer.indexOf(` ${word}`)),
    wrongKey: { status: 401, code: 'invalid_api_key' },
    overLimit: { status: 429, retryAfter: expect.any(Number) },
  });
  for (const { id, usage } of [told.whole, told.streamed]) {
    const { promptTokens, completionTokens } = await rowOf(id);
    expect(usage).toMatchObject({ prompt_tokens: promptTokens, completion_tokens: completionTokens });
  }
  const { promptTokens, completionTokens } = await rowOf(told.response.id);
  expect(told.response.usage).toMatchObject({ input_tokens: promptTokens, output_tokens: completionTokens });
  await until(async () => (await rowOf(told.left)).state === 'stopped', 'what it left is stopped');
});

test('Anthropic’s client has a message, whole and streamed', async () => {
  const anthropic = new Anthropic({ apiKey: lab.secret, baseURL: `${lab.url}/api/anthropic`, maxRetries: 0 });
  const whole = await anthropic.messages.create(asked);
  expect(whole).toMatchObject({ content: [{ type: 'text', text: answer }], stop_reason: 'max_tokens' });
  const { input, output, cached } = await counted();
  expect(whole.usage).toMatchObject({
    input_tokens: input - cached,
    cache_read_input_tokens: cached,
    output_tokens: output,
  });
  const texts: string[] = [];
  const stream = anthropic.messages.stream(asked).on('text', (text) => texts.push(text));
  expect((await stream.finalMessage()).usage.output_tokens).toBe((await counted()).output);
  expect(texts.join('')).toBe(answer);
});

test('Ollama’s client chats, whole and streamed', async () => {
  const ollama = new Ollama({
    host: `${lab.url}/api/ollama`,
    headers: { authorization: `Bearer ${lab.secret}` },
  });
  const question = { model: MODEL, messages, options: { temperature: 0, num_predict: LENGTH } };
  const whole = await ollama.chat(question);
  expect(whole).toMatchObject({ message: { content: answer }, done_reason: 'length' });
  const { input, output } = await counted();
  expect(whole).toMatchObject({ prompt_eval_count: input, eval_count: output });
  let text = '';
  for await (const line of await ollama.chat({ ...question, stream: true })) text += line.message.content;
  expect(text).toBe(answer);
});
