import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinLab } from './join-lab.ts';
import { runProgram } from './testing/run-agent-process.ts';

const TOKEN = `esp_join_0123456789ab_${'x'.repeat(32)}`;
const JOINED = { agentId: 'agent-1', machineId: 'machine-1', machineName: 'Studio' };

type Answer = (reply: ServerResponse) => void;
const says =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (reply) =>
    reply.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
const refuses = (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  says(status, { error: { code, message: `No: ${code}.` } }, headers);
const hangsUp: Answer = (reply) => reply.destroy();
const hangsUpInTheMiddle: Answer = (reply) => {
  reply.writeHead(200, { 'content-length': '1000' }).write('{"agentId":');
  setImmediate(() => reply.destroy());
};

let folder: string;
let answers: Answer[];
let asked: string[];
const portal = createServer((incoming, reply) => {
  void text(incoming).then((body) => {
    asked.push(body);
    (answers.shift() ?? says(200, JOINED))(reply);
  });
});
let origin: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-join-'));
  [answers, asked] = [[], []];
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
});
afterEach(async () => {
  portal.closeAllConnections();
  await new Promise((resolve) => portal.close(resolve));
  rmSync(folder, { recursive: true });
});

/** Joins with a clock in hand; `waits` are the waits in ms. */
async function claim(random: number) {
  const waits: number[] = [];
  const file = join(folder, 'token');
  writeFileSync(file, TOKEN);
  const identity = await joinLab({
    portal: origin,
    dataFolder: folder,
    token: { file },
    random: () => random,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  return { identity, waits, hasToken: existsSync(file) };
}

test('a portal that asks to wait is waited for as long, and a bit more each time', async () => {
  answers = [
    refuses(429, 'LIMIT_EXCEEDED', { 'retry-after': '40' }),
    refuses(429, 'LIMIT_EXCEEDED', { 'retry-after': '2' }),
    refuses(503, 'UNAVAILABLE', { 'retry-after': new Date(Date.now() + 60_500).toUTCString() }),
  ];
  const { identity, waits, hasToken } = await claim(0.5);
  expect(identity).toMatchObject(JOINED);
  expect(waits.slice(0, 2)).toEqual([45_000, 2500]);
  expect(waits[2]).toBeGreaterThan(60_000);
  expect(waits[2]).toBeLessThan(75_000);
  expect(hasToken).toBe(false);
  // The same key each time: the portal may have taken the first one, and its answer been lost.
  expect(new Set(asked).size).toBe(1);
});

test('no wait is so long that it would be none', async () => {
  answers = ['1e300', '99999999999', 'Infinity', '-5', 'soon', ''].map((it) =>
    refuses(429, 'LIMIT_EXCEEDED', { 'retry-after': it }),
  );
  const { waits } = await claim(1);
  expect(waits).toHaveLength(6);
  for (const ms of waits) {
    expect(ms).toBeGreaterThanOrEqual(500);
    expect(ms).toBeLessThanOrEqual(20 * 60_000);
  }
});

test('a portal that is away, broken or none at all is asked again, ever more slowly', async () => {
  answers = [
    hangsUp,
    hangsUpInTheMiddle,
    says(502, '<h1>Bad gateway</h1>'),
    says(200, '<h1>Welcome to this router</h1>'),
    says(200, { agentId: 7 }),
    says(200, 'x'.repeat(3_000_000)),
    says(500, { error: null }),
    says(500, 'null'),
  ];
  const { identity, waits } = await claim(1);
  expect(identity).toMatchObject(JOINED);
  expect(waits).toHaveLength(8);
  expect(waits.slice(0, 4)).toEqual([2000, 4000, 8000, 10_000]);
});

test.each([
  [400, 'VALIDATION'],
  [401, 'UNAUTHORIZED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [409, 'CONFLICT'],
  [412, 'PRECONDITION_FAILED'],
])('a token that is refused (%i) is not tried again', async (status, code) => {
  answers = [refuses(status, code)];
  await expect(claim(1)).rejects.toThrow(`No: ${code}.`);
  expect(asked).toHaveLength(1);
});

test('nor is it by an agent that has joined: it goes on as who it is, and the token is gone', async () => {
  await claim(1);
  answers = [refuses(404, 'NOT_FOUND')];
  const { identity, hasToken } = await claim(1);
  expect(identity).toMatchObject(JOINED);
  expect(hasToken).toBe(false);
  expect(asked).toHaveLength(2);
});

test('the program ends over a refused token so that no service manager starts it again', async () => {
  answers = [refuses(404, 'NOT_FOUND')];
  const file = join(folder, 'token');
  writeFileSync(file, TOKEN);
  const flags = ['run', '--portal', origin, '--data-folder', join(folder, 'data'), '--join-token-file', file];
  const program = await runProgram([...flags, '--simulate', 'studio-m3ultra', '--name', 'sim']);
  expect(await program.exited).toEqual({ code: 78, signal: null });
  expect(program.output()).toContain('No: NOT_FOUND.');
  expect(asked).toHaveLength(1);
});
