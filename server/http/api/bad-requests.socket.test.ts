import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { type ApiLab, startApiLab } from '../../testing/api-lab.ts';
import { SHAPES, type ShapeName } from '../../testing/answer-program.ts';
import { postMessage, startConversation } from '../../modules/chat/index.ts';

import { AnthropicError, OllamaError, OpenAiError } from './openapi/answers.ts';

const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];

/* What no client would send, and clients that read badly: an answer in the API's own shape, and nobody else waits. */
let lab: ApiLab;
beforeAll(async () => {
  lab = await startApiLab();
}, 60_000);
afterAll(() => lab.close());

const CHAT = '/api/v1/chat/completions';
const keyed = (more: Record<string, string> = {}) => ({
  authorization: `Bearer ${lab.secret}`,
  'content-type': 'application/json',
  ...more,
});
const post = (body: string | object, path = CHAT, headers: Record<string, string> = keyed()) =>
  fetch(lab.http.url + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const question = (content: unknown, more: object = {}) => ({
  model: 'auto',
  messages: [{ role: 'user', content }],
  ...more,
});
type Said = { error: { message: string; type: string; param: string | null; code: string | null } };

async function refused(response: Response, status: number): Promise<Said['error']> {
  const { error } = (await response.json()) as Said;
  expect([response.status, error.message]).toEqual([status, expect.stringMatching(/^[^{<].{9,}/s)]);
  expect(Object.keys(error).toSorted()).toEqual(['code', 'message', 'param', 'type']);
  expect(error.message).not.toMatch(/prisma|SELECT|\n\s+at |node_modules|undefined/i);
  return error;
}

describe('bad input', () => {
  const call = (args: string) => [
    { role: 'user', content: 'count 1 every 1' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: args } }],
    },
    { role: 'tool', tool_call_id: 'a', content: 'count 1 every 1' },
  ];
  test.each<[string, string | object]>([
    ['nothing', ''],
    ['half of it', '{"model":"auto","messages":[{"role":"us'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"auto"'],
    ['too deep', `{"model":"auto","messages":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    [
      'deep tools',
      question('Hi', { tools: [{ type: 'function', function: { name: 'f', parameters: nested(500) } }] }),
    ],
    ['no model', { messages: [{ role: 'user', content: 'Hi' }] }],
    ['no messages', { model: 'auto', messages: [] }],
    ['messages that are none', { model: 'auto', messages: [null, 1, 'a'] }],
    ['a role that is none', { model: 'auto', messages: [{ role: 'king', content: 'Hi' }] }],
    ['nothing said', { model: 'auto', messages: [{ role: 'user', content: null }] }],
    ['a number said', { model: 'auto', messages: [{ role: 'user', content: 7 }] }],
    ['a temperature of "hot"', question('Hi', { temperature: 'hot' })],
    ['a temperature of 9', question('Hi', { temperature: 9 })],
    ['minus one token', question('Hi', { max_tokens: -1 })],
    ['half a token', question('Hi', { max_tokens: 0.5 })],
    ['stream as a word', question('Hi', { stream: 'yes' })],
    ['a stop of nothing', question('Hi', { stop: '' })],
    ['a tool that is none', question('Hi', { tools: [{ type: 'computer' }] })],
    ['a choice of a tool', question('Hi', { tool_choice: { type: 'function', function: { name: 'f' } } })],
    ['a form', question('Hi', { response_format: { type: 'json_schema', json_schema: {} } })],
  ])('%s', async (_about, body) => {
    await refused(await post(body), 400);
  });

  test.each<[string, object]>([
    ['half an emoji and a NUL', question('count 2 every 1 \ud83d \u0000', { stop: ['\u0000\ud83d'] })],
    ['calls whose arguments are no JSON', { model: 'auto', messages: call('{"at": ') }],
    [
      'what it doesn’t know',
      question('count 1 every 1', { store: true, user: 'ines', metadata: {}, service_tier: 'auto' }),
    ],
    [
      'null for what is left out',
      question('count 1 every 1', { n: null, stop: null, tools: null, seed: null, logprobs: null }),
    ],
  ])('%s is taken', async (_about, body) => {
    const response = await post(body);
    expect([response.status, await response.json()]).toMatchObject([200, { choices: [{}] }]);
  });

  test('more than 2 MB is not read', async () => {
    await refused(await post(question('word '.repeat(450_000))), 413);
  });

  test('addresses and ways that there are not', async () => {
    expect(await refused(await post({}, '/api/v1/nothing'), 404)).toMatchObject({
      code: 'unknown_url',
      param: null,
    });
    const response = await fetch(lab.http.url + CHAT, { headers: keyed() });
    await refused(response, 405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('a thousand wrong keys: the right one is still taken from there', async () => {
    const statuses = new Set<number>();
    for (let index = 0; index < 64; index += 1)
      statuses.add((await post(question('Hi'), CHAT, { authorization: `Bearer esp_${index}` })).status);
    expect([...statuses]).toEqual([401, 429]);
    expect((await post(question('count 1 every 1'))).status).toBe(200);
    await lab.ctx.db.rateLimit.deleteMany();
  });
});

describe('pages of other sites', () => {
  const origin = 'https://notes.example';
  const preflight = (from: string) =>
    fetch(lab.http.url + CHAT, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-stainless-os',
      },
    });

  test('may only when the lab lets them, and then also read why not', async () => {
    const unknown = await preflight(origin);
    expect([unknown.status, unknown.headers.get('access-control-allow-origin')]).toEqual([204, null]);
    await lab.ctx.db.lab.updateMany({ data: { apiOrigins: [origin] } });
    const known = await preflight(origin);
    expect(Object.fromEntries(known.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,content-type,x-stainless-os',
      vary: expect.stringContaining('Origin'),
    });
    expect((await preflight('https://evil.example')).headers.has('access-control-allow-origin')).toBe(false);
    const without = await post(question('Hi'), CHAT, { origin, 'content-type': 'application/json' });
    expect([without.status, without.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
    const asked = await post(
      question('count 1 every 1'),
      CHAT,
      keyed({ origin, 'sec-fetch-site': 'cross-site' }),
    );
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });

  test('a cookie is no key', async () => {
    const { cookie } = await lab.http.signIn('owner');
    await refused(
      await post(question('Hi'), CHAT, {
        ...lab.http.browser(cookie),
        'content-type': 'application/json',
      }),
      401,
    );
  });
});

test('who reads slowly delays nobody, and is told all of it', async () => {
  const body = JSON.stringify(question('count 3000 every 1 then shout', { stream: true, max_tokens: 4000 }));
  const { port } = new URL(lab.http.url);
  const slow = connect(Number(port), '127.0.0.1');
  slow.write(
    `POST ${CHAT} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${lab.secret}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
  let text = '';
  slow.setEncoding('utf8').once('readable', () => slow.pause());
  await until(
    async () => (await lab.ctx.db.generation.count({ where: { state: 'running' } })) > 0,
    'it is asked',
  );
  const startedMs = performance.now();
  expect((await post(question('count 3 every 1'))).status).toBe(200);
  expect(performance.now() - startedMs).toBeLessThan(3000);
  await until(
    async () => (await lab.ctx.db.generation.count({ where: { state: 'running' } })) === 0,
    'it is over',
    30_000,
  );
  slow.removeAllListeners('readable').on('data', (chunk: string) => (text += chunk));
  await until(() => text.includes('data: [DONE]'), 'all of it is read', 20_000);
  const said = [...text.matchAll(/^data: (\{.*\})/gm)]
    .map(([, json]) => (JSON.parse(json!) as { choices: { delta: { content?: string } }[] }).choices[0])
    .map((it) => it?.delta.content ?? '')
    .join('');
  expect(said.startsWith(Array.from({ length: 3000 }, (_, index) => `${index + 1} `).join(''))).toBe(true);
  expect(said.length).toBeGreaterThan(500_000);
  slow.destroy();
}, 60_000);

describe('whichever shape it is', () => {
  const ask = (shape: ShapeName, secret: string, more: object = {}) =>
    post({ ...SHAPES[shape].body, ...more }, SHAPES[shape].path, {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/json',
    });
  /** The refusal's words; throws when it is not in the shape's own form. */
  const refusalOf = async (shape: ShapeName, response: Response): Promise<string> => {
    const said: unknown = await response.json();
    if (shape === 'ollama') return OllamaError.parse(said).error;
    return (shape === 'messages' ? AnthropicError : OpenAiError).parse(said).error.message;
  };

  test.each(SHAPE_NAMES)('%s: over its limit, it is told until when', async (shape) => {
    const secret = await lab.makeSecret({ requestsPerMinute: 1 });
    const words = { stream: false, ...wordsOf(shape, 'count 1 every 1') };
    expect((await ask(shape, secret, words)).status).toBe(200);
    const second = await ask(shape, secret, words);
    expect([second.status, await refusalOf(shape, second)]).toEqual([
      429,
      expect.stringContaining('a minute'),
    ]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test.each(SHAPE_NAMES)('%s: nothing said, and nobody there', async (shape) => {
    const empty = shape === 'responses' ? { input: [] } : { messages: [] };
    const nothing = shape === 'responses' ? { input: null } : { messages: [{ role: 'user', content: null }] };
    for (const body of [empty, nothing]) {
      const response = await ask(shape, lab.secret, body);
      expect(response.status).toBe(400);
      expect(await refusalOf(shape, response)).not.toMatch(LEAKS);
    }
    const unknown = await ask(shape, lab.secret, { model: 'llama9' });
    expect([unknown.status, await refusalOf(shape, unknown)]).toEqual([
      404,
      expect.stringContaining('llama9'),
    ]);
  });

  test('a thousand at once: some are answered, the others told to come again, and a chat goes on', async () => {
    const secrets = await Promise.all(SHAPE_NAMES.map(() => lab.makeSecret()));
    const flood = Array.from({ length: 1000 }, async (_, n) => {
      const shape = SHAPE_NAMES[n % SHAPE_NAMES.length]!;
      const words = { stream: n % 8 < 4, ...wordsOf(shape, 'count 2 every 1') };
      const response = await ask(shape, secrets[n % secrets.length]!, words);
      const { status, headers } = response;
      if (status === 200) {
        await response.text();
        return status;
      }
      expect([429, 503, 529]).toContain(status);
      expect(await refusalOf(shape, response)).not.toMatch(LEAKS);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      return status;
    });
    const askedMs = performance.now();
    const generationId = await askInChat(lab, 'count 3 every 1');
    const seen = () => lab.ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
    await until(async () => (await seen()).lastSeq > 0, 'the chat has its first words', FIRST_WORDS_MS);
    const firstMs = performance.now() - askedMs;
    const statuses = await Promise.all(flood);
    expect(new Set(statuses)).toContain(200);
    expect(statuses.filter((it) => it !== 200).length).toBeGreaterThan(500);
    // Whoever came first of the flood may be before it; the thousand are not.
    expect(firstMs).toBeLessThan(FIRST_WORDS_MS);
  }, 60_000);

  test('a session that ends in the middle says why', async () => {
    const streams = await Promise.all(
      SHAPE_NAMES.map(async (shape) => {
        const words = wordsOf(shape, 'count 9000 every 2');
        const response = await ask(shape, lab.secret, { ...words, ...longest(shape) });
        const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
        let text = '';
        while (!FIRST_WORDS.test(text)) {
          const { value, done } = await reader.read();
          if (done) throw new Error(`${shape} ended at once: ${text}`);
          text += value;
        }
        return { shape, reader, text };
      }),
    );
    await lab.agent.release();
    for (const { shape, reader, text } of streams) {
      let rest = text;
      for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
      expect(rest).toMatch(BROKEN[shape]);
      expect(rest).not.toMatch(LEAKS);
    }
  }, 60_000);
});

/** Of an answer that counts, in any of the shapes. */
const FIRST_WORDS = /"(?:content|delta|text)":"\d+ /;
const FIRST_WORDS_MS = 10_000;
const LEAKS = /prisma|SELECT|\n\s+at |node_modules|undefined/i;
/** How each shape tells an answer that broke off while it was streamed. */
const BROKEN: Record<ShapeName, RegExp> = {
  chat: /data: \{"error":\{[^}]*"code":"answer_interrupted"\}\}\n\ndata: \[DONE\]\n\n$/,
  responses: /event: response\.failed\ndata: .*"code":"server_error".*\n\ndata: \[DONE\]\n\n$/,
  messages: /event: error\ndata: \{"type":"error","error":\{"type":"api_error",[^\n]*\n\n$/,
  ollama: /\n\{"error":"[^"]+"\}\n$/,
};
const wordsOf = (shape: ShapeName, content: string): object =>
  shape === 'responses' ? { input: content } : { messages: [{ role: 'user', content }] };
const longest = (shape: ShapeName): object => {
  if (shape === 'ollama') return { options: { num_predict: 9000 } };
  return shape === 'responses' ? { max_output_tokens: 9000 } : { max_tokens: 9000 };
};

async function askInChat({ ctx, session }: ApiLab, text: string): Promise<string> {
  const { id: conversationId } = await startConversation(ctx, { id: randomUUID(), sessionId: session.id });
  const ids = { messageId: randomUUID(), generationId: randomUUID() };
  await postMessage(ctx, { conversationId, sessionId: session.id, ...ids, text });
  return ids.generationId;
}

function nested(depth: number): object {
  let it: object = {};
  for (let level = 0; level < depth; level += 1) it = { it };
  return it;
}
