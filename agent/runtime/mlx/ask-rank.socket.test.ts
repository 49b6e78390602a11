import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { AnswerEnd, AnswerPart } from '../runtime.ts';
import { askRank } from './ask-rank.ts';

const STATES = ['completed', 'stopped', 'length', 'interrupted', 'error'];
const QUESTION = {
  generationId: 'g',
  messages: [{ role: 'user' as const, content: 'Hello' }],
  settings: {},
  maxTokens: 100,
};

let respond: (outgoing: ServerResponse) => void;
const rank = createServer((incoming, outgoing) => {
  incoming.resume().on('end', () => respond(outgoing));
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => rank.listen(0, '127.0.0.1', resolve));
  ({ port } = rank.address() as AddressInfo);
});
afterAll(() => {
  rank.closeAllConnections();
  rank.close();
});

/** Asks a rank 0 that says these bytes. */
function hear(
  body: string | Buffer,
  { status = 200, staysOpen = false } = {},
): Promise<{ text: string; reasoning: string; end: AnswerEnd }> {
  respond = (outgoing) => {
    outgoing.writeHead(status).write(body);
    if (!staysOpen) outgoing.end();
  };
  const parts: AnswerPart[] = [];
  const all = (kind: AnswerPart['kind']) =>
    parts
      .filter((it) => it.kind === kind)
      .map((it) => it.text)
      .join('');
  return new Promise((resolve) => {
    askRank({ port, key: 'k', holder: 's.1' }, QUESTION, 'g', {
      onPart: (part) => parts.push(part),
      onPrefill: () => {},
      counted: () => Promise.resolve(null),
      onEnd: (end) => resolve({ text: all('text'), reasoning: all('reasoning'), end }),
    });
  });
}
test('how far a question has been read is told, and when the first token came', async () => {
  const before = ': keepalive 0/10\n\n: keepalive 4/10\n\n: something else\n\n';
  respond = (outgoing) =>
    outgoing.writeHead(200).end(before + say('Hi') + say(' you') + finish('stop') + DONE);
  const read: unknown[] = [];
  const firstMs: number[] = [];
  await new Promise<void>((resolve) => {
    askRank({ port, key: 'k', holder: 's.1' }, QUESTION, 'g', {
      onPart: () => {},
      onPrefill: (it) => read.push(it),
      onFirstToken: (ms) => firstMs.push(ms),
      counted: () => Promise.resolve(null),
      onEnd: () => resolve(),
    });
  });
  expect(read).toEqual([{ done: 0, total: 10 }, { done: 4, total: 10 }, null]);
  expect(firstMs).toEqual([expect.any(Number)]);
});

const line = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\n\n`;
const say = (content: string): string => line({ choices: [{ delta: { content } }] });
const finish = (reason: string): string => line({ choices: [{ delta: {}, finish_reason: reason }] });
const DONE = 'data: [DONE]\n\n';

test.each([
  ['a whole answer', say('Hi') + finish('stop') + DONE, 'Hi', 'completed'],
  ['all text and “stop”, but no [DONE]', say('Hi') + finish('stop'), 'Hi', 'completed'],
  ['all text and “length”, but no [DONE]', say('Hi') + finish('length'), 'Hi', 'length'],
  ['“stop”, and a cut after it', `${say('Hi')}${finish('stop')}data: {"usage":{"pro`, 'Hi', 'completed'],
  ['a last line without its break', `${say('Hi')}data: [DONE]`, 'Hi', 'completed'],
  ['text without an end', say('Hi'), 'Hi', 'interrupted'],
  ['text after [DONE]', say('Hi') + DONE + say(' there') + line({ error: 'boom' }), 'Hi', 'completed'],
  ['nothing', '', '', 'interrupted'],
  ['an error in its middle', say('Hi') + line({ error: 'boom' }), 'Hi', 'error'],
  ['an error, and a good end', say('Hi') + line({ error: 'boom' }) + finish('stop') + DONE, 'Hi', 'error'],
  ['a line that is cut in its middle', `${say('Hi')}data: {"choi\n\n${say('!')}${DONE}`, 'Hi!', 'error'],
  [
    'lines that mean nothing',
    say('Hi') + line({ usage: null }) + line({ choices: [{ delta: null }] }) + line([]) + say('!') + DONE,
    'Hi!',
    'completed',
  ],
  [
    'calls of tools alone',
    line({ choices: [{ delta: { tool_calls: [{ index: 0 }] } }] }) + finish('tool_calls') + DONE,
    '',
    'error',
  ],
  [
    'words, then a call of a tool',
    say('Hi') + line({ choices: [{ delta: { tool_calls: [{ index: 0 }] } }] }) + finish('tool_calls') + DONE,
    'Hi',
    'completed',
  ],
])('%s', async (_, body, text, state) => {
  const heard = await hear(body);
  expect(heard).toMatchObject({ text, end: { state } });
  const isExplained = state === 'error' || state === 'interrupted';
  if (isExplained) expect(heard.end.message).toMatch(/\w/);
  else expect(heard.end.message).toBeNull();
});

test('its last word ends the answer, also when it keeps the connection', async () => {
  expect(await hear(say('Hi') + DONE, { staysOpen: true })).toMatchObject({
    text: 'Hi',
    end: { state: 'completed' },
  });
});

test('a refusal is told in its words, and an endless one is not waited for', async () => {
  expect(await hear('{"error":"no such model"}', { status: 404 })).toMatchObject({
    end: { state: 'error', message: 'no such model' },
  });
  const endless = await hear('x'.repeat(200_000), { status: 500, staysOpen: true });
  expect(endless.end.state).toBe('error');
  expect(endless.end.message!.length).toBeLessThanOrEqual(1900);
});

test('a whole answer cut at any byte keeps every piece that came whole, and says so', async () => {
  const pieces = ['Hé', ' 漢😀', ' end'];
  const body = Buffer.from(pieces.map(say).join('') + DONE);
  for (let cut = 0; cut <= body.length; cut += 1) {
    const { text, end } = await hear(body.subarray(0, cut));
    expect(pieces.join('').startsWith(text)).toBe(true);
    const whole = body.subarray(0, cut).toString().split('\n\n').length - 1;
    expect(text.startsWith(pieces.slice(0, whole).join(''))).toBe(true);
    expect(end.state).toBe(cut >= body.length - 2 ? 'completed' : 'interrupted');
  }
});

const KEYS = ['choices', 'delta', 'content', 'reasoning', 'usage', 'error', 'finish_reason', 'espalier', '0'];
const LEAVES = [null, true, 0, -1, 1e308, 2 ** 53, '', 'stop', 'x\u0000', '\uD83D', '\uDC00', [], {}];

test.each([1, 2, 3, 4, 5, 6])('whatever lines come (seed %i), the text is kept and it ends', async (seed) => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const anything = (depth: number): unknown => {
    if (depth === 0 || random() < 0.3) return pick(LEAVES);
    if (random() < 0.4) return [anything(depth - 1), anything(depth - 1)];
    return Object.fromEntries([1, 2, 3].map(() => [pick(KEYS), anything(depth - 1)]));
  };
  const odd = (): Buffer => {
    const kind = random();
    if (kind < 0.6) return Buffer.from(`data: ${JSON.stringify(anything(4))}\n`);
    if (kind < 0.8) return Buffer.from(Array.from({ length: 40 }, () => Math.floor(random() * 256)));
    return Buffer.from(`data: ${JSON.stringify(anything(4)).slice(0, 9)}\n`);
  };
  for (let round = 0; round < 40; round += 1) {
    const body = [say('<Hi>'), odd(), '\n', odd(), '\n', say('<there>'), odd(), '\n', pick([DONE, ''])];
    const { text, end } = await hear(Buffer.concat(body.map((it) => Buffer.from(it))));
    expect(text.startsWith('<Hi>')).toBe(true);
    expect(text).toContain('<there>');
    expect(STATES).toContain(end.state);
    const isFault = end.state === 'error' || end.state === 'interrupted';
    expect(end.message !== null && /\w/.test(end.message)).toBe(isFault);
    const { promptTokens, completionTokens, cachedTokens } = end.usage;
    for (const it of [promptTokens, completionTokens, cachedTokens]) {
      expect(it >= 0 && it < 2 ** 31 && Number.isInteger(it)).toBe(true);
    }
  }
});
