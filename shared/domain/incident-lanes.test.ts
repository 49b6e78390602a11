import { expect, test } from 'vitest';
import { type LaneFacts, type LaneRank, makeLanes } from './incident-lanes.ts';
import { seededRandom } from './seeded-random.ts';

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
  const random = seededRandom(4711);
  const at = (): number => Math.floor(random() * 300_000);
  const maybe = (): number | null => (random() < 0.4 ? null : at());
  for (let round = 0; round < 500; round += 1) {
    const ranks = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) =>
      rank(index, { goneMs: maybe(), silentMs: maybe(), heardMs: maybe(), keptOutMs: maybe() }),
    );
    const [startedMs, noticedMs] = [at(), at()].toSorted((a, b) => a - b) as [number, number];
    const made = makeLanes(facts({ startedMs, noticedMs, ranks }), at());
    for (const { bars } of made.lanes) {
      const edges = bars.flatMap((it) => [it.fromMs, it.toMs]);
      expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      expect(edges.every((it) => it >= made.fromMs && it <= made.toMs)).toBe(true);
      expect(bars.every((it) => it.toMs > it.fromMs)).toBe(true);
    }
  }
});
