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
  const portal = { isAway: false };
  const link: PortalLink = {
    isReady: () => !portal.isAway,
    ask: (async (event: string, payload: Record<string, unknown>) => {
      asked.push({ event, payload });
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
  expect(asked.map((it) => it.event)).toEqual(['generation:deltas', 'generation:deltas', 'generation:end']);
  expect(asked.at(-1)!.payload['lastSeq']).toBe(700);
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
