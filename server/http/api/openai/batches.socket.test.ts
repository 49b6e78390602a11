import OpenAI, { toFile, type APIError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { tendBatches } from '../../../modules/batches/index.ts';
import { type ApiLab, startApiLab } from '../../../testing/api-lab.ts';
import { BATCH_SHAPES } from '../batch-shapes.ts';

/* Batches by OpenAI's own client, from its file to its result, worked off by the look that the portal takes. */
let lab: ApiLab;
beforeAll(async () => {
  lab = await startApiLab();
}, 60_000);
afterAll(() => lab.close());

const MODEL = 'espalier-demo';
const CHAT = '/v1/chat/completions';
const numbers = (to: number): string => Array.from({ length: to }, (_, index) => `${index + 1} `).join('');
const lineOf = (custom_id: string, body: unknown, url: string = CHAT) =>
  JSON.stringify({ custom_id, method: 'POST', url, body });
const count = (words: number, model = MODEL) => ({
  model,
  messages: [{ role: 'user', content: `count ${words} every 2` }],
});
const upload = (lines: string[], client = lab.openai) =>
  toFile(Buffer.from(`${lines.join('\n')}\n`), 'questions.jsonl').then((file) =>
    client.files.create({ purpose: 'batch', file }),
  );
const begin = (input_file_id: string, client = lab.openai, endpoint: '/v1/responses' | typeof CHAT = CHAT) =>
  client.batches.create({ input_file_id, endpoint, completion_window: '24h', metadata: { of: 'a test' } });
const errorOf = (promise: PromiseLike<unknown>): Promise<APIError> =>
  Promise.resolve(promise).then(
    () => {
      throw new Error('It was taken.');
    },
    (error: unknown) => error as APIError,
  );

async function worked(id: string): Promise<OpenAI.Batch> {
  let batch = await lab.openai.batches.retrieve(id);
  await until(async () => {
    await tendBatches(lab.portal.ctx, BATCH_SHAPES);
    batch = await lab.openai.batches.retrieve(id);
    return batch.status !== 'in_progress';
  }, 'the batch has ended');
  return batch;
}
const linesOf = async (fileId: string) =>
  (await (await lab.openai.files.content(fileId)).text())
    .trim()
    .split('\n')
    .map((it) => JSON.parse(it));

test('a file is asked, its right lines are answered and the wrong ones are told', async () => {
  const good = Array.from({ length: 12 }, (_, index) =>
    lineOf(`q${index}`, { ...count(index + 1), logprobs: true }),
  );
  const input = await upload([
    ...good.slice(0, 6),
    'not JSON',
    lineOf('q0', count(3)),
    lineOf('bad', { model: MODEL, messages: [] }),
    ...good.slice(6),
  ]);
  expect(input).toMatchObject({ object: 'file', filename: 'questions.jsonl', purpose: 'batch' });
  const begun = await begin(input.id);
  expect(begun).toMatchObject({
    object: 'batch',
    status: 'in_progress',
    request_counts: { total: 15, completed: 0, failed: 3 },
    metadata: { of: 'a test' },
  });
  const ended = await worked(begun.id);
  expect(ended).toMatchObject({
    status: 'completed',
    request_counts: { total: 15, completed: 12, failed: 3 },
  });
  const results = await linesOf(ended.output_file_id!);
  expect(results.map((it) => it.custom_id)).toEqual(Array.from({ length: 12 }, (_, index) => `q${index}`));
  for (const [at, it] of results.entries())
    expect(it).toMatchObject({
      error: null,
      response: {
        status_code: 200,
        body: {
          object: 'chat.completion',
          model: MODEL,
          choices: [{ message: { role: 'assistant', content: numbers(at + 1) }, finish_reason: 'stop' }],
          usage: { completion_tokens: at + 1 },
        },
      },
    });
  const logprobs = results.map((it) => it.response.body.choices[0].logprobs.content.length);
  expect(logprobs).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  const faults = await linesOf(ended.error_file_id!);
  expect(faults).toMatchObject([
    { custom_id: null, error: { line: 7, message: 'Line 7: The body is not JSON.' } },
    { custom_id: 'q0', error: { line: 8, message: 'Line 8: custom_id: Line 1 has this custom_id already.' } },
    { custom_id: 'bad', error: { line: 9, message: expect.stringContaining('Say something first.') } },
  ]);
  // Metered as every other answer; its words lie in the result alone.
  const rows = await lab.ctx.db.generation.findMany({ where: { source: 'batch' } });
  expect(rows.reduce((sum, it) => sum + it.completionTokens, 0)).toBe((12 * 13) / 2);
  expect(new Set(rows.map((it) => it.text))).toEqual(new Set(['']));
  const output = await lab.openai.files.retrieve(ended.output_file_id!);
  const text = await (await lab.openai.files.content(output.id)).text();
  expect(output).toMatchObject({ purpose: 'batch_output', bytes: Buffer.byteLength(text) });
  const download = async (role: 'admin' | 'member') => {
    const { cookie } = await lab.http.signIn(role);
    return fetch(`${lab.http.url}/api/batches/file?id=${output.id}`, { headers: { cookie } });
  };
  expect(await (await download('admin')).text()).toBe(text);
  expect((await download('member')).status).toBe(403);
  const listed = await lab.openai.batches.list({ limit: 1 });
  expect(listed.data.map((it) => it.id)).toEqual([begun.id]);
  const files = await lab.openai.files.list({ purpose: 'batch_output' });
  expect(new Set(files.data.map((it) => it.id))).toEqual(
    new Set([ended.output_file_id, ended.error_file_id]),
  );
  expect(await lab.openai.files.delete(output.id)).toEqual({ id: output.id, object: 'file', deleted: true });
  expect((await errorOf(lab.openai.files.retrieve(output.id))).status).toBe(404);
  expect(await lab.ctx.db.batchLine.count({ where: { state: 'done', result: { not: null } } })).toBe(0);
});

test('speaks Responses too, and one’s files and batches are nobody else’s', async () => {
  const body = { model: 'auto', input: 'count 4 every 2' };
  const input = await upload([lineOf('one', body, '/v1/responses')]);
  const begun = await begin(input.id, lab.openai, '/v1/responses');
  const stranger = lab.clientOf(await lab.makeSecret());
  for (const asked of [
    () => stranger.files.retrieve(input.id),
    () => stranger.files.content(input.id),
    () => stranger.files.delete(input.id),
    () => stranger.batches.retrieve(begun.id),
    () => stranger.batches.cancel(begun.id),
    () => begin(input.id, stranger),
  ])
    expect((await errorOf(asked())).status).toBe(404);
  expect((await errorOf(lab.openai.files.delete(input.id))).status).toBe(409);
  const ended = await worked(begun.id);
  expect(await linesOf(ended.output_file_id!)).toMatchObject([
    { response: { body: { object: 'response', status: 'completed' } } },
  ]);
  expect(ended.error_file_id).toBeNull();
});

test('waits in words while nothing is ready, and is cancelled', async () => {
  const input = await upload([lineOf('one', count(2, 'a-model-that-comes-later'))]);
  const begun = await begin(input.id);
  await tendBatches(lab.portal.ctx, BATCH_SHAPES);
  expect(await lab.openai.batches.retrieve(begun.id)).toMatchObject({
    status: 'in_progress',
    waiting_for: expect.stringContaining('There is no ready session of "a-model-that-comes-later"'),
  });
  const cancelled = await lab.openai.batches.cancel(begun.id);
  expect(cancelled).toMatchObject({ status: 'cancelled', request_counts: { completed: 0, failed: 1 } });
  expect(await linesOf(cancelled.error_file_id!)).toMatchObject([
    { custom_id: 'one', error: { code: 'batch_cancelled' } },
  ]);
  expect(await lab.openai.batches.cancel(begun.id)).toMatchObject({ status: 'cancelled' });
});

test('refuses what can’t be had, each with its reason', async () => {
  const file = await toFile(Buffer.from('x'), 'x.jsonl');
  expect((await errorOf(lab.openai.files.create({ purpose: 'assistants', file }))).message).toMatch(
    /purpose is "batch"/,
  );
  const wrong = await upload(['{}', lineOf('a', count(1), '/v1/embeddings')]);
  const refused = await errorOf(begin(wrong.id));
  expect(refused.status).toBe(400);
  expect(refused.code).toBe('invalid_batch_file');
  expect(refused.message).toMatch(/Line 1: custom_id.*Line 2: url: url is "\/v1\/embeddings"/);
  for (const [fields, words] of [
    [{ endpoint: '/v1/embeddings' }, /A batch asks one of/],
    [{ completion_window: '8d' }, /from 24h to 7d/],
    [{ input_file_id: 'file-none' }, /has no file/],
  ] as const) {
    const asked = {
      input_file_id: wrong.id,
      endpoint: CHAT,
      completion_window: '24h',
      ...fields,
    } as OpenAI.BatchCreateParams;
    expect((await errorOf(lab.openai.batches.create(asked))).message).toMatch(words);
  }
  const sent = await fetch(`${lab.http.url}/api/v1/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lab.secret}`, 'content-type': 'multipart/form-data; boundary=x' },
    body: '--y\r\n',
  });
  expect(sent.status).toBe(400);
  expect(await sent.json()).toMatchObject({ error: { message: expect.stringContaining('can’t be read') } });
});
