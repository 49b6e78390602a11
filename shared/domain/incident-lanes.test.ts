import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LaneFacts, type LaneRank, makeLanes } from './incident-lanes.ts';

const rank = (number: number, part: Partial<LaneRank> = {}): LaneRank => ({
  rank: number,
  machineId: `m${number}`,
  name: ['Anjou', 'Bosc'][number] ?? `Mac ${number}`,
  goneMs: null,
  how: null,
  silentMs: null,
  heardMs: null,
  hasSlept: false,
  keptOutMs: null,
  ...part,
});
const facts = (part: Partial<LaneFacts>): LaneFacts => ({
  doing: 'answers',
  startedMs: 100_000,
  noticedMs: 130_000,
  blamedId: 'm1',
  ranks: [rank(0), rank(1)],
  ...part,
});
const barsOf = (made: ReturnType<typeof makeLanes>, index: number): string[] =>
  made.lanes[index]!.bars.map((it) => `${it.kind} ${(it.toMs - it.fromMs) / 1000}`);

test('one fails, the other waits for it, both are ended, one is kept out', () => {
  const made = makeLanes(
    facts({
      ranks: [
        rank(0, { goneMs: 138_000, how: 'SIGTERM' }),
        rank(1, { goneMs: 140_000, how: 'SIGKILL', keptOutMs: 172_000 }),
      ],
    }),
    1_000_000,
  );
  const after = (made.toMs - 172_000) / 1000;
  expect(barsOf(made, 0).slice(1)).toEqual(['waits 30', 'stops 8', `gone ${(made.toMs - 138_000) / 1000}`]);
  expect(barsOf(made, 1).slice(1)).toEqual(['fault 30', 'stops 10', 'gone 32', `kept-out ${after}`]);
  expect(made.marks.map((it) => it.text)).toEqual([
    'first sign',
    'noticed',
    'gone everywhere',
    'Bosc kept out',
  ]);
});

test('a machine without a word is silent from its last one, whatever the others do', () => {
  const made = makeLanes(
    facts({ ranks: [rank(0, { goneMs: 131_000 }), rank(1, { silentMs: 100_000, heardMs: 160_000 })] }),
    1_000_000,
  );
  expect(made.lanes[1]!.bars.map((it) => it.kind)).toEqual(['well', 'silent']);
  expect(made.marks.map((it) => it.text)).toEqual(['first sign', 'noticed']);
  const before = rank(0, { silentMs: 20_000, heardMs: 40_000, hasSlept: true, goneMs: 100_200 });
  const alone = makeLanes(facts({ noticedMs: 100_000, ranks: [before] }), 1_000_000);
  expect(alone.lanes[0]!.bars.map((it) => it.kind)).toEqual(['well', 'stops', 'gone']);
  expect(alone.marks).toEqual([{ atMs: 100_000, text: 'first sign, noticed, gone everywhere' }]);
});

test('bars of a lane follow each other within the axis, whatever the times', () => {
  const at = fc.integer({ min: 0, max: 300_000 });
  const maybe = fc.option(at, { nil: null });
  const anyRank = fc.record({ goneMs: maybe, silentMs: maybe, heardMs: maybe, keptOutMs: maybe });
  fc.assert(
    fc.property(at, at, fc.array(anyRank, { minLength: 1, maxLength: 4 }), at, (a, b, parts, now) => {
      const [startedMs, noticedMs] = [Math.min(a, b), Math.max(a, b)];
      const ranks = parts.map((it, index) => rank(index, it));
      const made = makeLanes(facts({ startedMs, noticedMs, ranks }), now);
      for (const { bars } of made.lanes) {
        for (const it of bars) {
          expect(it.fromMs).toBeGreaterThanOrEqual(made.fromMs);
          expect(it.toMs).toBeLessThanOrEqual(made.toMs);
          expect(it.toMs).toBeGreaterThan(it.fromMs);
        }
        for (const [index, it] of bars.slice(1).entries())
          expect(it.fromMs).toBeGreaterThanOrEqual(bars[index]!.toMs);
      }
    }),
  );
});
