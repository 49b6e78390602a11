import { describe, expect, it } from 'vitest';
import {
  type AnswerDelta,
  applyDeltas,
  applyEnd,
  hasEnded,
  liveRate,
  mergeStored,
  openAnswer,
} from './answer-stream.ts';
import { seededRandom } from './seeded-random.ts';

const START_MS = Date.UTC(2026, 10, 18, 22, 3, 40);
const stored = {
  id: 'g1',
  text: '',
  reasoning: '',
  toolCalls: [],
  thoughtMs: null,
  thoughtTokens: null,
  lastSeq: 0,
  completionTokens: 0,
  state: 'running' as const,
};
const delta = (seq: number, over: Partial<AnswerDelta> = {}): AnswerDelta => ({
  seq,
  kind: 'text',
  text: `<${seq}>`,
  completionTokens: seq,
  at: new Date(START_MS + seq * 100),
  ...over,
});
const range = (from: number, to: number): AnswerDelta[] =>
  Array.from({ length: to - from + 1 }, (_, index) => delta(from + index));
const written = (to: number): string =>
  range(1, to)
    .map((it) => it.text)
    .join('');

describe('applyDeltas', () => {
  it('keeps calls of tools apart, readable or not', () => {
    const call = { id: 'c1', name: 'look', arguments: '{"a":1}' };
    const { state } = applyDeltas(openAnswer(stored), [
      delta(1, { text: 'I look.' }),
      delta(2, { kind: 'tool', text: JSON.stringify(call) }),
      delta(3, { kind: 'tool', text: 'not a call' }),
    ]);
    expect(state).toMatchObject({ text: 'I look.', reasoning: '' });
    expect(state.toolCalls).toEqual([call, { id: '', name: '', arguments: 'not a call' }]);
  });

  it('tells how long it thought before its first word, to who saw its beginning', () => {
    const thinking = range(1, 4).map((it) => ({ ...it, kind: 'reasoning' as const }));
    const seen = applyDeltas(openAnswer(stored), thinking).state;
    expect(seen.thought).toEqual({ ms: 300, tokens: 4 });
    expect(applyDeltas(seen, range(5, 9)).state.thought).toEqual({ ms: 400, tokens: 4 });
    const late = openAnswer({ ...stored, reasoning: 'hm', lastSeq: 2 });
    expect(applyDeltas(late, thinking.slice(2)).state.thought).toEqual({ ms: null, tokens: null });
    const between = applyDeltas(openAnswer(stored), [delta(1), delta(2, { kind: 'reasoning' })]).state;
    expect(between.thought).toEqual({ ms: null, tokens: null });
  });

  it('appends text and reasoning apart', () => {
    const { state } = applyDeltas(openAnswer(stored), [
      delta(1, { kind: 'reasoning', text: 'hm' }),
      delta(2, { text: 'Yes' }),
    ]);
    expect(state).toMatchObject({ reasoning: 'hm', text: 'Yes', lastSeq: 2, completionTokens: 2 });
  });

  it('puts a shuffled frame in order', () => {
    const { state, gap } = applyDeltas(openAnswer(stored), [delta(3), delta(1), delta(2)]);
    expect([state.text, gap]).toEqual([written(3), false]);
  });

  it('drops repeats, within a frame and across frames', () => {
    const once = applyDeltas(openAnswer(stored), [delta(1), delta(1), delta(2)]).state;
    expect(once.text).toBe(written(2));
    const again = applyDeltas(once, range(1, 2));
    expect(again.state).toBe(once);
    expect(again.gap).toBe(false);
  });

  it('never steps over a hole, and says so', () => {
    const { state, gap } = applyDeltas(openAnswer(stored), [delta(1), delta(3)]);
    expect([state.text, state.lastSeq, gap]).toEqual([written(1), 1, true]);
    const filled = applyDeltas(state, range(2, 3));
    expect([filled.state.text, filled.gap]).toEqual([written(3), false]);
  });

  it('goes on from the stored text', () => {
    const from = openAnswer({ ...stored, text: written(4), lastSeq: 4, completionTokens: 4 });
    expect(applyDeltas(from, range(3, 6)).state.text).toBe(written(6));
  });

  it('ends with the whole text whatever a bad line does to the frames', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = seededRandom(seed);
      let state = openAnswer(stored);
      let rounds = 0;
      while (state.lastSeq < 40) {
        expect(++rounds).toBeLessThan(5000);
        // A frame from anywhere near, shuffled, with holes and repeats; on a gap the log is read from lastSeq.
        const from = Math.max(1, Math.floor(state.lastSeq - 3 + random() * 6));
        const frame = range(from, Math.min(40, from + 5)).filter(() => random() > 0.3);
        const result = applyDeltas(
          state,
          [...frame, ...frame].toSorted(() => random() - 0.5),
        );
        state = result.gap
          ? applyDeltas(result.state, range(result.state.lastSeq + 1, 40).slice(0, 3)).state
          : result.state;
        expect(state.text).toBe(written(state.lastSeq));
      }
    }
  });
});

describe('applyEnd', () => {
  it('is over only when the tail is here', () => {
    const early = applyEnd(applyDeltas(openAnswer(stored), range(1, 2)).state, {
      state: 'completed',
      lastSeq: 3,
    });
    expect([early.gap, hasEnded(early.state)]).toEqual([true, false]);
    expect(hasEnded(applyDeltas(early.state, [delta(3)]).state)).toBe(true);
  });

  it('is over from the start for a stored answer that ended', () => {
    expect(hasEnded(openAnswer({ ...stored, state: 'stopped', lastSeq: 7 }))).toBe(true);
  });
});

describe('mergeStored', () => {
  it('takes a longer stored text and keeps a longer seen one', () => {
    const seen = applyDeltas(openAnswer(stored), range(1, 5)).state;
    expect(mergeStored(seen, { ...stored, text: written(3), lastSeq: 3 })).toBe(seen);
    expect(mergeStored(seen, { ...stored, text: written(8), lastSeq: 8 }).text).toBe(written(8));
  });

  it('learns of an end that no frame told', () => {
    const seen = applyDeltas(openAnswer(stored), range(1, 5)).state;
    expect(
      hasEnded(mergeStored(seen, { ...stored, text: written(5), lastSeq: 5, state: 'interrupted' })),
    ).toBe(true);
  });

  it('starts anew for another answer', () => {
    const seen = applyDeltas(openAnswer(stored), range(1, 5)).state;
    expect(mergeStored(seen, { ...stored, id: 'g2' })).toEqual(openAnswer({ ...stored, id: 'g2' }));
  });
});

describe('liveRate', () => {
  it('counts tokens over the time between the first and last delta', () => {
    const { state } = applyDeltas(openAnswer(stored), range(1, 11));
    expect(liveRate(state)).toBeCloseTo(10);
  });

  it('is unknown before two moments', () => {
    expect(liveRate(applyDeltas(openAnswer(stored), [delta(1)]).state)).toBeNull();
  });

  it('reads times as they come over the wire', () => {
    const wire = range(1, 3).map((it) => ({ ...it, at: new Date(it.at).toISOString() }));
    expect(liveRate(applyDeltas(openAnswer(stored), wire).state)).toBeCloseTo(10);
  });
});
