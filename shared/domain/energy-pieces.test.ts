import { describe, expect, test } from 'vitest';
import { cutForRollUps, HOUR_MS, MINUTE_MS, type MsSpan } from './energy-pieces.ts';
import { seededRandom } from './seeded-random.ts';

const DAY = Date.UTC(2026, 10, 24);
const at = (minutes: number) => DAY + minutes * MINUTE_MS;
const cut = (from: number, to: number, loose = 1e9) => {
  const { hours, minutes, rests } = cutForRollUps(
    { from: new Date(at(from)), to: new Date(at(to)) },
    at(loose),
  );
  const said = ({ fromMs, toMs }: MsSpan) => [(fromMs - DAY) / MINUTE_MS, (toMs - DAY) / MINUTE_MS];
  return { hours: hours && said(hours), minutes: minutes.map(said), rests: rests.map(said) };
};

describe('a span is cut', () => {
  test.each([
    ['whole hours', [60, 180], undefined, { hours: [60, 180], minutes: [], rests: [] }],
    [
      'across hours, in the middle of minutes',
      [30.5, 190.25],
      undefined,
      {
        hours: [60, 180],
        minutes: [
          [31, 60],
          [180, 190],
        ],
        rests: [
          [30.5, 31],
          [190, 190.25],
        ],
      },
    ],
    [
      'within an hour',
      [10.5, 20.5],
      undefined,
      {
        hours: null,
        minutes: [[11, 20]],
        rests: [
          [10.5, 11],
          [20, 20.5],
        ],
      },
    ],
    ['within a minute', [10.2, 10.4], undefined, { hours: null, minutes: [], rests: [[10.2, 10.4]] }],
    [
      'over a minute’s edge',
      [10.2, 11.4],
      undefined,
      {
        hours: null,
        minutes: [],
        rests: [
          [10.2, 11],
          [11, 11.4],
        ],
      },
    ],
    ['empty', [10, 10], undefined, { hours: null, minutes: [], rests: [] }],
    ['backwards', [10, 5], undefined, { hours: null, minutes: [], rests: [] }],
    [
      'where the last hour is not rolled up yet',
      [0, 150],
      130,
      { hours: [0, 120], minutes: [[120, 130]], rests: [[130, 150]] },
    ],
    ['where nothing is rolled up yet', [30, 40], 10, { hours: null, minutes: [], rests: [[30, 40]] }],
    ['where only minutes are', [30, 130], 65, { hours: null, minutes: [[30, 65]], rests: [[65, 130]] }],
  ] as const)('%s', (_name, [from, to], loose, pieces) => {
    expect(cut(from, to, loose)).toEqual(pieces);
  });

  test('into pieces that are the span, once each', () => {
    const random = seededRandom(20_261_126);
    for (let round = 0; round < 5000; round += 1) {
      const fromMs = DAY + Math.floor(random() * 4 * HOUR_MS);
      const toMs = fromMs + Math.floor(random() ** 3 * 5 * HOUR_MS);
      const looseMs = DAY + Math.floor(random() * 9 * HOUR_MS);
      const pieces = cutForRollUps({ from: new Date(fromMs), to: new Date(toMs) }, looseMs);
      const all = [...(pieces.hours ? [pieces.hours] : []), ...pieces.minutes, ...pieces.rests].toSorted(
        (a, b) => a.fromMs - b.fromMs,
      );
      let reached = fromMs;
      for (const piece of all) {
        expect(piece.fromMs).toBe(reached);
        reached = piece.toMs;
      }
      expect(reached).toBe(toMs);
      expect(pieces.minutes.every((it) => it.fromMs % MINUTE_MS === 0 && it.toMs % MINUTE_MS === 0)).toBe(
        true,
      );
      expect((pieces.hours?.toMs ?? 0) <= looseMs).toBe(true);
    }
  });
});
