import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPython } from '@/scripts/lib/python.mjs';
import { bringTestPython } from '@/scripts/testing/python.ts';
import { apiSnippets, batchSnippet } from '@/shared/domain/api-snippets.ts';
import { type ApiLab, startApiLab } from '../../testing/api-lab.ts';

/* "Use it from your tools": each snippet as the page shows it, run by the tool it is for. */
const run = promisify(execFile);
let lab: ApiLab;
let folder: string;
beforeAll(async () => {
  lab = await startApiLab();
  // Within the checkout, so that packages are found.
  folder = mkdtempSync(path.resolve('node_modules', '.snippets-'));
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await lab.close();
});

const snippetOf = (id: string): string => {
  const place = { address: `${lab.http.url}/api/v1`, model: 'espalier-demo' };
  const snippet = apiSnippets(place).find((it) => it.id === id);
  // What the rank is to say stands in the question; all else is as shown.
  return snippet!.text.replaceAll('Why two fences?', 'count 5 every 1');
};
const shell = (command: string, args: string[]) =>
  run(command, args, { env: { ...process.env, ESPALIER_KEY: lab.secret, no_proxy: '*' }, timeout: 30_000 });
const ANSWER = '1 2 3 4 5 ';

test.each(['javascript', 'anthropic', 'ollama'])(
  'JavaScript: %s',
  async (id) => {
    const file = path.join(folder, `${id}.mjs`);
    writeFileSync(file, snippetOf(id));
    expect((await shell(process.execPath, [file])).stdout).toBe(ANSWER);
  },
  40_000,
);

test('JavaScript: a batch', async () => {
  const file = path.join(folder, 'batch.mjs');
  writeFileSync(file, batchSnippet({ address: `${lab.http.url}/api/v1`, model: 'espalier-demo' }));
  expect((await shell(process.execPath, [file])).stdout).toMatch(/^batch_\S+ in_progress\n$/);
  expect(await lab.ctx.db.batchLine.count({ where: { state: 'waiting' } })).toBe(2);
}, 40_000);

test('the command line', async () => {
  const { stdout } = await shell('sh', ['-c', snippetOf('curl')]);
  expect(JSON.parse(stdout)).toMatchObject({ choices: [{ message: { content: ANSWER } }] });
}, 40_000);

test('an editor plug-in’s address and model answer in the request’s shape it sends', async () => {
  const config = snippetOf('editor');
  const field = (name: string): string => new RegExp(`${name}: (\\S+)`).exec(config)![1]!;
  const response = await fetch(`${field('apiBase')}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lab.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: field('model'),
      stream: true,
      max_tokens: 50,
      stop: ['<|end|>'],
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'count 5 every 1' }] }],
    }),
  });
  const text = await response.text();
  expect(text).toContain('data: [DONE]');
  const said = [...text.matchAll(/"content":"([^"]*)"/g)].map(([, it]) => it).join('');
  expect(said).toBe(ANSWER);
});

test.skipIf(!findPython())(
  'Python',
  async () => {
    const file = path.join(folder, 'ask.py');
    writeFileSync(file, snippetOf('python'));
    expect((await shell((await bringTestPython())!, [file])).stdout).toBe(ANSWER);
  },
  180_000,
);
