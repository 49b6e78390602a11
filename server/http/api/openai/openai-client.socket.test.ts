import OpenAI, { type APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { type ApiLab, startApiLab } from '../../../testing/api-lab.ts';
import { ChatCompletion, Completion } from '../openapi/answers.ts';

/* OpenAI's own client, against a served portal and a rank as a process that counts words. */
let lab: ApiLab;
beforeAll(async () => {
  lab = await startApiLab();
}, 60_000);
afterAll(() => lab.close());

const MODEL = 'espalier-demo';
const count = (words: number, more = '') => ({
  model: MODEL,
  messages: [{ role: 'user' as const, content: `count ${words} every 2${more}` }],
});
const numbers = (to: number): string => Array.from({ length: to }, (_, index) => `${index + 1} `).join('');
const TOOLS = [
  {
    type: 'function' as const,
    function: { name: 'weather', parameters: { type: 'object', properties: {} } },
  },
];
const errorOf = (promise: PromiseLike<unknown>): Promise<APIError> =>
  Promise.resolve(promise).then(
    () => {
      throw new Error('It was answered.');
    },
    (error: unknown) => error as APIError,
  );
const rowOf = (id: string) =>
  lab.ctx.db.generation.findUniqueOrThrow({ where: { id: id.replace(/^(chatcmpl|cmpl)-/, '') } });

test('lists what the key may name, and one of them', async () => {
  const models = await lab.openai.models.list();
  expect(models.data.map((it) => it.id)).toEqual([MODEL, 'auto']);
  expect(await lab.openai.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: 'model' });
  expect(await lab.openai.models.retrieve(lab.session.id)).toMatchObject({ id: lab.session.id });
  expect((await errorOf(lab.openai.models.retrieve('gpt-4'))).status).toBe(404);
});

describe('a chat completion', () => {
  test('comes whole, with its use', async () => {
    const answer = await lab.openai.chat.completions.create({
      ...count(30),
      max_completion_tokens: 20,
      seed: 7,
    });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: MODEL,
      choices: [{ index: 0, message: { role: 'assistant', content: numbers(20) }, finish_reason: 'length' }],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 20,
        total_tokens: 27,
        prompt_tokens_details: { cached_tokens: 2 },
      },
    });
    expect(await rowOf(answer.id)).toMatchObject({ completionTokens: 20, promptTokens: 7, source: 'api' });
  });

  test('streams, with exactly one use at the end when asked, and none when not', async () => {
    for (const include_usage of [true, false]) {
      const stream = await lab.openai.chat.completions.create({
        ...count(12),
        stream: true,
        stream_options: { include_usage },
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(chunks.map((it) => it.choices[0]?.delta.content ?? '').join('')).toBe(numbers(12));
      expect(chunks.flatMap((it) => it.choices[0]?.finish_reason ?? [])).toEqual(['stop']);
      const used = chunks.filter((it) => it.usage);
      expect(used).toHaveLength(include_usage ? 1 : 0);
      expect(chunks.some((it) => 'usage' in it)).toBe(include_usage);
      if (include_usage)
        expect(chunks.at(-1)).toMatchObject({
          choices: [],
          usage: { completion_tokens: 12, total_tokens: 19 },
        });
    }
  });

  test('calls a tool, unless it may not', async () => {
    const asked = { ...count(3, ' then call'), tools: TOOLS };
    const answer = await lab.openai.chat.completions.create(asked);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        tool_calls: [{ type: 'function', function: { name: 'weather', arguments: '{"at":"Bonn"}' } }],
      },
    });
    const { tool_calls } = answer.choices[0]!.message;
    const after = await lab.openai.chat.completions.create({
      model: MODEL,
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'How is ' },
            { type: 'text', text: 'it?' },
          ],
        },
        { role: 'assistant', content: null, tool_calls: tool_calls! },
        { role: 'tool', tool_call_id: tool_calls![0]!.id, content: 'count 2 every 1' },
      ],
    });
    expect(after.choices[0]!.message.content).toBe(numbers(2));
    const stream = await lab.openai.chat.completions.create({ ...asked, stream: true });
    const called = [];
    for await (const chunk of stream) called.push(...(chunk.choices[0]?.delta.tool_calls ?? []));
    expect(called).toMatchObject([{ index: 0, function: { name: 'weather' } }]);
    const tools = ['weather', 'clock'].map((name) => ({ type: 'function' as const, function: { name } }));
    const both = await lab.openai.chat.completions.create({ ...asked, tools });
    expect(both.choices[0]!.message).toMatchObject({
      content: numbers(3),
      tool_calls: [{ function: { name: 'weather' } }, { function: { name: 'clock' } }],
    });
    const forced = await errorOf(lab.openai.chat.completions.create({ ...asked, tool_choice: 'required' }));
    expect(forced).toMatchObject({ status: 400, param: 'tool_choice' });
  });

  test('tells how likely its tokens were, when asked, streamed and not', async () => {
    const asked = { ...count(3), logprobs: true, top_logprobs: 2 };
    const token = (text: string) => ({ token: text, logprob: -0.5, bytes: [...Buffer.from(text)] });
    const other = { token: 'x', logprob: -2, bytes: [120] };
    const told = ['1 ', '2 ', '3 '].map((it) => ({ ...token(it), top_logprobs: [token(it), other] }));
    const answer = await lab.openai.chat.completions.create(asked);
    expect(answer.choices[0]!.logprobs).toEqual({ content: told, refusal: null });
    expect(ChatCompletion.safeParse(answer).error).toBeUndefined();
    const stream = await lab.openai.chat.completions.create({ ...asked, stream: true });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk.choices[0]!);
    expect(chunks.flatMap((it) => it.logprobs?.content ?? [])).toEqual(told);
    for (const { delta, logprobs } of chunks.filter((it) => it.logprobs))
      expect(logprobs!.content!.map((it) => it.token).join('')).toContain(delta.content!);
    const alone = await lab.openai.chat.completions.create({ ...count(1), logprobs: true });
    expect(alone.choices[0]!.logprobs!.content).toEqual([{ ...token('1 '), top_logprobs: [] }]);
    expect((await lab.openai.chat.completions.create(count(1))).choices[0]!.logprobs).toBeNull();
  });

  test('stops when the program hangs up', async () => {
    const gone = new AbortController();
    const stream = await lab.openai.chat.completions.create(
      { ...count(5000), stream: true },
      { signal: gone.signal },
    );
    let [id, text] = ['', ''];
    for await (const chunk of stream) {
      id = chunk.id;
      text += chunk.choices[0]?.delta.content ?? '';
      if (text.includes('3 ')) break;
    }
    gone.abort();
    await until(async () => (await rowOf(id)).state === 'stopped', 'the answer is stopped');
    const row = await rowOf(id);
    expect(row.completionTokens).toBeGreaterThanOrEqual(3);
    expect(row.completionTokens).toBe(lab.agent.made().tokens.get(row.id));
  });

  test('that breaks off says so in the stream', async () => {
    const stream = await lab.openai.chat.completions.create({ ...count(4, ' then fail'), stream: true });
    const failed = await errorOf(
      (async () => {
        for await (const _chunk of stream);
      })(),
    );
    expect(failed.message).toMatch(/out of memory|broke off|fault|answer/i);
    expect((await errorOf(lab.openai.chat.completions.create(count(4, ' then fail')))).status).toBe(503);
  });
});

test('an older completion is answered too, streamed or not', async () => {
  const answer = await lab.openai.completions.create({ model: 'auto', prompt: 'count 5 every 1' });
  expect(answer).toMatchObject({
    object: 'text_completion',
    choices: [{ text: numbers(5), finish_reason: 'stop' }],
  });
  const stream = await lab.openai.completions.create({
    model: 'auto',
    prompt: ['count 5 every 1'],
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.text ?? '';
  expect(text).toBe(numbers(5));
  const likely = { model: 'auto', prompt: 'count 12 every 1', logprobs: 1 };
  const told = await lab.openai.completions.create(likely);
  expect(Completion.safeParse(told).error).toBeUndefined();
  const { tokens, text_offset, top_logprobs } = told.choices[0]!.logprobs!;
  expect(tokens!.join('')).toBe(numbers(12));
  expect(text_offset!.slice(8)).toEqual([16, 18, 21, 24]);
  expect(top_logprobs![0]).toEqual({ '1 ': -0.5 });
  const offsets = [];
  for await (const chunk of await lab.openai.completions.create({ ...likely, stream: true }))
    offsets.push(...(chunk.choices[0]?.logprobs?.text_offset ?? []));
  expect(offsets).toEqual(text_offset);
});

test('a response tells how likely its tokens were, when asked', async () => {
  const asked = { model: MODEL, input: 'count 3 every 1', top_logprobs: 1 };
  const include = ['message.output_text.logprobs' as const];
  const response = await lab.openai.responses.stream({ ...asked, include }).finalResponse();
  const [message] = response.output;
  const [part] = message?.type === 'message' ? message.content : [];
  expect(part).toMatchObject({
    text: numbers(3),
    logprobs: ['1 ', '2 ', '3 '].map((token) => ({ token, logprob: -0.5, top_logprobs: [{ token }] })),
  });
  const without = await lab.openai.responses.create(asked);
  expect(without.output[0]).toMatchObject({ content: [{ logprobs: [] }] });
});

describe('is refused, in OpenAI’s own classes', () => {
  test('without a right key', async () => {
    for (const apiKey of ['esp_nonsense', `${lab.secret.slice(0, -1)}!`, 'sk-123']) {
      const error = await errorOf(lab.clientOf(apiKey).chat.completions.create(count(1)));
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(error).toMatchObject({ code: 'invalid_api_key', type: 'invalid_request_error' });
    }
  });

  test('over a limit, with how long to wait', async () => {
    const limited = lab.clientOf(await lab.makeSecret({ requestsPerMinute: 1 }));
    await limited.chat.completions.create(count(1));
    const error = await errorOf(limited.chat.completions.create(count(1)));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(Number(error.headers!.get('retry-after'))).toBeGreaterThan(0);
  });

  test('for a model it leaves out or that is not there', async () => {
    const bound = lab.clientOf(await lab.makeSecret({ modelIds: ['another'] }));
    expect(await errorOf(bound.chat.completions.create(count(1)))).toBeInstanceOf(
      OpenAI.PermissionDeniedError,
    );
    const error = await errorOf(lab.openai.chat.completions.create({ ...count(1), model: 'gpt-4' }));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
  });

  test.each([
    ['several answers', { n: 2 }, 'n'],
    ['too many of the likeliest tokens', { logprobs: true, top_logprobs: 12 }, 'top_logprobs'],
    ['the likeliest tokens of none', { top_logprobs: 2 }, 'top_logprobs'],
    ['a form', { response_format: { type: 'json_object' as const } }, 'response_format'],
    ['no messages', { messages: [] }, 'messages'],
    [
      'an image',
      {
        messages: [
          {
            role: 'user' as const,
            content: [{ type: 'image_url' as const, image_url: { url: 'https://x.example/a.png' } }],
          },
        ],
      },
      'messages.0.content',
    ],
  ])('%s', async (_about, fields, param) => {
    const error = await errorOf(lab.openai.chat.completions.create({ ...count(1), ...fields }));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error.param).toBe(param);
    expect(error.message.length).toBeGreaterThan(20);
  });
});
