import { describe, expect, test, vi } from 'vitest';
import { RemoteError } from '@/shared/protocol/request.ts';
import { createAnswerOutbox } from './answer-outbox.ts';
import type { Entry } from './journal.ts';
import type { PortalLink } from './portal-link.ts';

const REF = { sessionId: 's', epoch: 1, rank: 0 };
const USAGE = { promptTokens: 3, cachedTokens: 0, completionTokens: 2, timeToFirstTokenMs: 1, decodeMs: 1 };
type Asked = { event: string; payload: Record<string, unknown> };

/** A portal that stores what it is sent, unless it is away. */
function outbox() {
  const asked: Asked[] = [];
  const written: Entry[] = [];
  const broken: string[] = [];
  const portal = {
    isAway: false,
    hold: Promise.resolve(),
    refuses: (_event: string, _payload: Asked['payload']) => false,
    refusal: 'VALIDATION',
    storedSeq: null as number | null,
  };
  const link: PortalLink = {
    isReady: () => !portal.isAway,
    ask: (async (event: string, payload: Record<string, unknown>) => {
      asked.push({ event, payload: structuredClone(payload) });
      await portal.hold;
      if (portal.refuses(event, payload)) throw new RemoteError(portal.refusal, 'That is not in the form.');
      const deltas = payload['deltas'] as { seq: number }[] | undefined;
      return { storedSeq: portal.storedSeq ?? deltas?.at(-1)?.seq ?? 0 };
    }) as unknown as PortalLink['ask'],
    tell: () => {},
  };
  const answers = createAnswerOutbox({
    link,
    journal: { write: (entry) => void written.push(entry) },
    clock: { now: () => new Date('2026-01-01T00:00:00Z') },
    onBroken: (_ref, generationId) => void broken.push(generationId),
  });
  const part = (n: number) => ({ kind: 'text' as const, text: `${n} `, completionTokens: n });
  return { answers, asked, written, portal, part, broken };
}
const untilEmpty = (answers: { isEmpty(): boolean }) =>
  vi.waitFor(() => expect(answers.isEmpty()).toBe(true));

describe('an answer’s stop', () => {
  test('that came before its start ends it at once, with nothing used', async () => {
    const { answers, asked } = outbox();
    answers.stop('g');
    answers.stop('g');
    expect(answers.start(REF, 'g')).toBe(false);
    await untilEmpty(answers);
    expect(asked).toMatchObject([
      {
        event: 'generation:end',
        payload: { generationId: 'g', state: 'stopped', lastSeq: 0, usage: { completionTokens: 0 } },
      },
    ]);
    expect(answers.start(REF, 'g')).toBe(false);
  });

  test('that comes later is the runtime’s business, and another answer is begun as ever', () => {
    const { answers } = outbox();
    expect(answers.start(REF, 'g')).toBe(true);
    answers.stop('g');
    expect(answers.start(REF, 'other')).toBe(true);
  });
});

test('an end follows its tail, however it came about', async () => {
  const { answers, asked, part, portal } = outbox();
  answers.start(REF, 'g');
  portal.isAway = true;
  for (let n = 1; n <= 700; n++) answers.push('g', part(n));
  answers.end('g', { state: 'completed', usage: USAGE, message: null });
  portal.isAway = false;
  answers.flush();
  await untilEmpty(answers);
  expect(asked.map((it) => it.event)).toEqual(['generation:deltas', 'generation:end']);
  const [step] = asked[0]!.payload['deltas'] as { text: string; completionTokens: number }[];
  expect(step).toMatchObject({ completionTokens: 700 });
  expect(step!.text.split(' ')).toHaveLength(701);
  expect(asked.at(-1)!.payload['lastSeq']).toBe(1);
});

test('words that wait together are one step; a step that has left, or of another kind, stays as it is', async () => {
  const { answers, asked, part, portal } = outbox();
  const reply = Promise.withResolvers<void>();
  portal.hold = reply.promise;
  answers.start(REF, 'g');
  answers.push('g', part(1));
  for (let n = 2; n <= 5; n++) answers.push('g', part(n));
  answers.push('g', { kind: 'reasoning', text: 'hm', completionTokens: 6 });
  answers.push('g', { kind: 'reasoning', text: ' hm', completionTokens: 7 });
  answers.push('g', { kind: 'text', text: 'x'.repeat(3999), completionTokens: 8 });
  answers.push('g', { kind: 'text', text: 'yy', completionTokens: 9 });
  reply.resolve();
  answers.end('g', { state: 'completed', usage: USAGE, message: null });
  await untilEmpty(answers);
  const steps = asked.flatMap((it) => (it.payload['deltas'] as Record<string, unknown>[] | undefined) ?? []);
  expect(
    steps.map((it) => [it['seq'], it['kind'], String(it['text']).slice(0, 8), it['completionTokens']]),
  ).toEqual([
    [1, 'text', '1 ', 1],
    [2, 'text', '2 3 4 5 ', 5],
    [3, 'reasoning', 'hm hm', 7],
    [4, 'text', 'xxxxxxxx', 8],
    [5, 'text', 'yy', 9],
  ]);
});

test('its position is noted at most once a second, also while the portal is away', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  try {
    const { answers, written, part, portal } = outbox();
    answers.start(REF, 'g');
    portal.isAway = true;
    for (let n = 1; n <= 500; n++) {
      vi.advanceTimersByTime(10);
      answers.push('g', part(n));
    }
    expect(written.length).toBeGreaterThan(4);
    expect(written.length).toBeLessThan(7);
    expect(written.at(-1)).toMatchObject({ type: 'answer', storedSeq: 0 });
    expect((written.at(-1) as { completionTokens: number }).completionTokens).toBeGreaterThan(400);
  } finally {
    vi.useRealTimers();
  }
});

describe('what the portal refuses', () => {
  test('as steps is not sent again: the answer is stopped, and ends as interrupted with what is stored', async () => {
    const { answers, asked, part, portal, broken } = outbox();
    answers.start(REF, 'g');
    answers.push('g', part(1));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    portal.refuses = (event) => event === 'generation:deltas';
    answers.push('g', part(2));
    await vi.waitFor(() => expect(broken).toEqual(['g']));
    answers.push('g', part(3));
    answers.end('g', { state: 'stopped', usage: USAGE, message: null });
    await untilEmpty(answers);
    expect(asked.map((it) => it.event)).toEqual(['generation:deltas', 'generation:deltas', 'generation:end']);
    expect(asked.at(-1)!.payload).toMatchObject({ state: 'interrupted', lastSeq: 1, usage: USAGE });
    expect(asked.at(-1)!.payload['message']).toContain('did not take');
  });

  test('as steps after its end: the end says so', async () => {
    const { answers, asked, part, portal, broken } = outbox();
    portal.refuses = (event) => event === 'generation:deltas';
    answers.start(REF, 'g');
    portal.isAway = true;
    answers.push('g', part(1));
    answers.end('g', { state: 'completed', usage: USAGE, message: null });
    portal.isAway = false;
    answers.flush();
    await untilEmpty(answers);
    expect(broken).toEqual([]);
    expect(asked.at(-1)!.payload).toMatchObject({ state: 'interrupted', lastSeq: 0, usage: USAGE });
  });

  test('as an end is told once more with next to nothing, and never again', async () => {
    const { answers, asked, portal } = outbox();
    portal.refuses = (event) => event === 'generation:end';
    answers.start(REF, 'g');
    answers.end('g', { state: 'completed', usage: USAGE, message: null });
    await untilEmpty(answers);
    expect(asked.map((it) => it.payload['state'])).toEqual(['completed', 'interrupted']);
    expect(asked.at(-1)!.payload).toMatchObject({ lastSeq: 0, usage: { completionTokens: 0 } });
  });

  test('for steps it has lost ends the answer with what is left of it', async () => {
    vi.useFakeTimers();
    try {
      const { answers, asked, portal } = outbox();
      portal.refusal = 'PRECONDITION_FAILED';
      portal.refuses = (event, payload) => event === 'generation:end' && payload['state'] === 'completed';
      answers.start(REF, 'g');
      answers.end('g', { state: 'completed', usage: USAGE, message: null });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(answers.isEmpty()).toBe(true);
      expect(asked.length).toBeLessThan(30);
      expect(asked.at(-1)!.payload).toMatchObject({ state: 'interrupted', lastSeq: 0, usage: USAGE });
    } finally {
      vi.useRealTimers();
    }
  });
});

test('a portal that says it has stored what it was never sent is not believed', async () => {
  const { answers, asked, part, portal } = outbox();
  portal.storedSeq = 2 ** 40;
  answers.start(REF, 'g');
  answers.push('g', part(1));
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  answers.push('g', part(2));
  answers.end('g', { state: 'completed', usage: USAGE, message: null });
  await untilEmpty(answers);
  expect(asked.at(-1)!.payload).toMatchObject({ state: 'completed', lastSeq: 2 });
});

test('a batch has a size in bytes, whatever script its text is in', async () => {
  const { answers, asked, portal } = outbox();
  portal.isAway = true;
  answers.start(REF, 'g');
  for (let n = 1; n <= 400; n += 1) {
    const text = (n % 2 ? '漢' : '\u0001').repeat(4000);
    answers.push('g', { kind: 'text', text, completionTokens: n });
  }
  answers.end('g', { state: 'completed', usage: USAGE, message: null });
  portal.isAway = false;
  answers.flush();
  await untilEmpty(answers);
  const sizes = asked.map((it) => Buffer.byteLength(JSON.stringify(it.payload)));
  expect(Math.max(...sizes)).toBeLessThan(300_000);
  expect(asked.at(-1)!.payload).toMatchObject({ state: 'completed', lastSeq: 400 });
});

test('what an end says has bounds', async () => {
  const { answers, asked } = outbox();
  answers.start(REF, 'g');
  const usage = {
    promptTokens: -1,
    cachedTokens: Number.NaN,
    completionTokens: 2 ** 40,
    timeToFirstTokenMs: 1e300,
    decodeMs: -1,
  };
  answers.end('g', { state: 'error', usage, message: `\uD83D\u0000${'x'.repeat(9000)}` });
  await untilEmpty(answers);
  const { message, usage: told } = asked[0]!.payload as { message: string; usage: unknown };
  expect(told).toEqual({
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 100_000_000,
    timeToFirstTokenMs: 86_400_000,
    decodeMs: 0,
  });
  expect(message).toHaveLength(2000);
  expect(message.startsWith('\uFFFD\uFFFDxx')).toBe(true);
});

test('words that wait leave together, and each call of a tool as a step of its own', async () => {
  const { answers, asked, part, portal } = outbox();
  answers.start(REF, 'g');
  portal.isAway = true;
  const call = { kind: 'tool' as const, text: '{"id":"c","name":"n","arguments":""}', completionTokens: 3 };
  for (const it of [part(1), part(2), call, call]) answers.push('g', it);
  portal.isAway = false;
  answers.end('g', { state: 'completed', usage: USAGE, message: null });
  await untilEmpty(answers);
  const texts = (asked[0]!.payload['deltas'] as { text: string }[]).map((it) => it.text);
  expect(texts).toEqual(['1 2 ', call.text, call.text]);
});
