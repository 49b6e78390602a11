import { expect, test } from 'vitest';
import { chooseRemovals, lackingBytes, type OnDisk } from './make-room.ts';
import { seededRandom } from './seeded-random.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const old = (id: string, gigabytes: number, daysAgo: number | null, more: Partial<OnDisk> = {}): OnDisk => ({
  id,
  bytes: gigabytes * 1e9,
  usedAt: daysAgo === null ? null : new Date(Date.UTC(2026, 10, 18) - daysAgo * 86_400_000),
  own: true,
  pinned: false,
  running: false,
  needed: false,
  others: 1,
  ...more,
});
const ids = (models: readonly OnDisk[] | null) => models?.map(({ id }) => id) ?? null;
const choose = (models: OnDisk[], gigabytes: number, mayRemoveLast = false) =>
  ids(chooseRemovals(models, gigabytes * 1e9, { mayRemoveLast }));

test('what was used longest ago goes, and only as much as it takes', () => {
  const models = [old('new', 60, 2), old('old', 12, 80), old('older', 5, 90), old('none', 3, null)];
  expect(choose(models, 0)).toEqual([]);
  expect(choose(models, 2)).toEqual(['none']);
  expect(choose(models, 8)).toEqual(['none', 'older']);
  expect(choose(models, 18)).toEqual(['none', 'older', 'old']);
  expect(choose(models, 14)).toEqual(['none', 'old']);
  expect(choose(models, 50)).toEqual(['new']);
  expect(choose(models, 81)).toBeNull();
  expect(choose([old('last', 12, 80, { others: 0 })], 5)).toBeNull();
  expect(choose([old('last', 12, 80, { others: 0 })], 5, true)).toEqual(['last']);
});

test('how much is lacking: by the disk with what stays free, by the quota, and with what else is coming', () => {
  const room = { bytes: 12e9, missingBytes: 12e9, comingBytes: 0, ownBytes: 50e9 };
  const lacking = (more: object) =>
    lackingBytes({ ...room, freeBytes: null, quotaBytes: null, ...more }) / 1e9;
  expect(lacking({})).toBe(0);
  expect(lacking({ freeBytes: 14e9 })).toBe(0);
  expect(lacking({ freeBytes: 10e9 })).toBe(4);
  expect(lacking({ freeBytes: 10e9, missingBytes: 2e9 })).toBe(0);
  expect(lacking({ freeBytes: 14e9, comingBytes: 5e9 })).toBe(5);
  expect(lacking({ quotaBytes: 60e9 })).toBe(2);
  expect(lacking({ freeBytes: 10e9, quotaBytes: 60e9 })).toBe(4);
});

test(`over random disks no model goes that anything speaks for, none too many, and none a second time (SEED=${SEED})`, () => {
  const random = seededRandom(SEED);
  const chance = (share: number) => random() < share;
  for (let round = 0; round < 3000; round++) {
    const mayRemoveLast = chance(0.3);
    const models = Array.from({ length: Math.floor(random() * 9) }, (_, at) =>
      old(`m${at}`, Math.floor(random() * 100), chance(0.2) ? null : Math.floor(random() * 100), {
        own: chance(0.8),
        pinned: chance(0.2),
        running: chance(0.2),
        needed: chance(0.2),
        others: chance(0.3) ? 0 : 1,
      }),
    );
    const lacking = Math.floor(random() * 200) * 1e9;
    const chosen = chooseRemovals(models, lacking, { mayRemoveLast });
    const may = (it: OnDisk) =>
      it.own && !it.pinned && !it.running && !it.needed && (mayRemoveLast || it.others > 0);
    const sum = (all: readonly OnDisk[]) => all.reduce((bytes, it) => bytes + it.bytes, 0);
    if (chosen === null) {
      expect(sum(models.filter(may))).toBeLessThan(lacking);
      continue;
    }
    expect(chosen.every(may)).toBe(true);
    expect(sum(chosen)).toBeGreaterThanOrEqual(lacking);
    for (const one of chosen) expect(sum(chosen) - one.bytes).toBeLessThan(lacking);
    // Whatever order they are told in, the same go; and once they are gone nothing more does.
    expect(ids(chooseRemovals(models.toReversed(), lacking, { mayRemoveLast }))).toEqual(ids(chosen));
    const left = models.filter((it) => !chosen.includes(it));
    expect(chooseRemovals(left, Math.max(0, lacking - sum(chosen)), { mayRemoveLast })).toEqual([]);
  }
});
