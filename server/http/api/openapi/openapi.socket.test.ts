import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Played } from '../../../testing/played-answers.ts';
import { type PlayedApi, startPlayedApi } from '../../../testing/played-api.ts';
import { OPERATIONS } from './describe-api.ts';

/* The API is as it describes itself. With SCHEMATHESIS, the path of that program, it is also asked what nobody would. */

const SCHEMATHESIS = process.env['SCHEMATHESIS'] && path.resolve(process.env['SCHEMATHESIS']);
const FUZZ_MS = 30 * 60_000;

let portal: PlayedApi['portal'];
let key: string;
beforeAll(async () => {
  const call = (args: string) => ({ call: { id: 'call_1', name: 'weather', arguments: args } });
  const plays: Played[] = [
    { parts: [{ text: 'Hello ' }, { text: '😀' }] },
    { parts: [{ reasoning: 'Hm.' }, { text: 'Hello' }, call('{"at":"Ulm"}')] },
    { parts: [call('{"at":')], state: 'completed' },
    { parts: [{ text: 'Hel' }], state: 'length' },
    { parts: [] },
  ];
  let asked = 0;
  ({ portal, key } = await startPlayedApi(() => plays[asked++ % plays.length]!));
});
afterAll(() => portal.close());

const ask = (at: string, body: object | undefined, secret: string | null = key) => {
  const [method, address] = at.split(' ') as [string, string];
  return fetch(portal.url + address.replace('{model}', 'auto'), {
    method,
    headers: {
      'content-type': 'application/json',
      ...(secret !== null && { authorization: `Bearer ${secret}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
};

test('is told to whoever asks', async () => {
  const response = await ask('GET /api/v1/openapi.json', undefined, null);
  expect(response.status).toBe(200);
  const { openapi, paths } = (await response.json()) as { openapi: string; paths: object };
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths)).toHaveLength(Object.keys(OPERATIONS).length);
});

describe.each(Object.entries(OPERATIONS))('%s', (at, { maker, answer, example, canStream, body }) => {
  test('answers its own example as it says, each time', async () => {
    for (let round = 0; round < (canStream ? 5 : 1); round += 1) {
      const response = await ask(at, example);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      answer.parse(await response.json());
    }
  });

  test('streams and refuses as it says', async () => {
    if (canStream) {
      const response = await ask(at, { ...example, stream: true });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining(maker.stream),
      ]);
      await response.text();
    }
    const wrong = await ask(at, example, 'esp_wrong');
    expect(wrong.status).toBe(401);
    maker.error.parse(await wrong.json());
    if (!body) return;
    const bad = await ask(at, []);
    expect(bad.status).toBe(400);
    maker.error.parse(await bad.json());
  });
});

test.runIf(SCHEMATHESIS)(
  'bears whatever fits or breaks its description',
  async () => {
    const seed = process.env['ESPALIER_SEED'] ?? String(Date.now() % 100_000);
    const checks =
      'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';
    const args = ['run', `${portal.url}/api/v1/openapi.json`, '--header', `Authorization: Bearer ${key}`];
    const limits = [
      '--checks',
      checks,
      '--max-examples',
      process.env['EXAMPLES'] ?? '100',
      '--seed',
      seed,
      ...(process.env['FUZZ'] ?? '').split(' ').filter(Boolean),
    ];
    const fuzz = spawn(SCHEMATHESIS!, [...args, ...limits, '--continue-on-failure'], {
      stdio: 'inherit',
      cwd: process.env['ESPALIER_DATA'],
    });
    const [code] = (await once(fuzz, 'exit')) as [number];
    expect(code).toBe(0);
  },
  FUZZ_MS,
);
