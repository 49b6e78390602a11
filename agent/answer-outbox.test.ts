import { describe, expect, test, vi } from 'vitest';
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
  const portal = { isAway: false, hold: Promise.resolve() };
  const link: PortalLink = {
    isReady: () => !portal.isAway,
    ask: (async (event: string, payload: Record<string, unknown>) => {
      asked.push({ event, payload: structuredClone(payload) });
      await portal.hold;
      const deltas = payload['deltas'] as { seq: number }[] | undefined;
      return { storedSeq: deltas?.at(-1)?.seq ?? 0 };
    }) as unknown as PortalLink['ask'],
    tell: () => {},
  };
  const answers = createAnswerOutbox({
    link,
    journal: { write: (entry) => void written.push(entry) },
    clock: { now: () => new Date('2026-01-01T00:00:00Z') },
    onOverflow: () => {},
  });
  const part = (n: number) => ({ kind: 'text' as const, text: `${n} `, completionTokens: n });
  return { answers, asked, written, portal, part };
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
