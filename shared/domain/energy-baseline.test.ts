import { expect, test } from 'vitest';
import { activeEnergy, baselineOf, chargeEnergy, splitEnergy } from './energy-baseline.ts';
import { seededRandom } from './seeded-random.ts';

test('a baseline is learned from half an hour on, and the table’s until then', () => {
  expect(baselineOf({ p5Watts: 26, minutes: 30 }, 9)).toEqual({
    idleWatts: 26,
    basis: 'learned',
    minutes: 30,
  });
  expect(baselineOf({ p5Watts: 26, minutes: 29 }, 9)).toEqual({ idleWatts: 9, basis: 'table', minutes: 0 });
  expect(baselineOf(null, null)).toBeNull();
});

test('an idle-only time has no active energy, and a busy one what is above its baseline', () => {
  expect(activeEnergy([{ joules: 600, seconds: 60 }], 10)).toBe(0);
  expect(
    activeEnergy(
      [
        { joules: 540, seconds: 60 },
        { joules: 6000, seconds: 60 },
      ],
      10,
    ),
  ).toBe(5400);
});

test('active and idle are the whole, whatever the steps say', () => {
  const random = seededRandom(11);
  for (let round = 0; round < 500; round += 1) {
    const steps = Array.from({ length: 20 }, () => ({ joules: random() * 20_000, seconds: random() * 60 }));
    const total = steps.reduce((sum, it) => sum + it.joules, 0) * (0.5 + random());
    const { activeJoules, idleJoules } = splitEnergy(total, activeEnergy(steps, random() * 300));
    expect(activeJoules + idleJoules).toBeCloseTo(total, 6);
    expect(Math.min(activeJoules, idleJoules)).toBeGreaterThanOrEqual(0);
  }
});

const users = [
  { id: 'a', activeJoules: 300, reservedMs: 1000 },
  { id: 'b', activeJoules: 100, reservedMs: 3000 },
];
const rest = { idleJoules: 800, unattributedJoules: 50 };

test('marginal leaves idle to the lab; full shares it by what was reserved, or by active energy', () => {
  expect(chargeEnergy('marginal', users, rest)).toEqual({
    users: new Map([
      ['a', 300],
      ['b', 100],
    ]),
    unattributed: 50,
    overhead: 800,
  });
  expect(chargeEnergy('full', users, rest)).toEqual({
    users: new Map([
      ['a', 500],
      ['b', 700],
    ]),
    unattributed: 50,
    overhead: 0,
  });
  const free = users.map((it) => ({ ...it, reservedMs: 0 }));
  expect([...chargeEnergy('full', free, rest).users.values()]).toEqual([900, 300]);
  expect(chargeEnergy('full', [], rest)).toEqual({ users: new Map(), unattributed: 50, overhead: 800 });
});

test('under both, users, what nobody asked for and overhead are all there was', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 500; round += 1) {
    const some = Array.from({ length: Math.floor(random() * 6) }, (_, index) => ({
      id: `user ${index}`,
      activeJoules: random() < 0.2 ? 0 : random() * 1e7,
      reservedMs: random() < 0.4 ? 0 : random() * 1e8,
    }));
    const given = { idleJoules: random() * 1e8, unattributedJoules: random() * 1e6 };
    const total =
      some.reduce((sum, it) => sum + it.activeJoules, 0) + given.idleJoules + given.unattributedJoules;
    for (const policy of ['marginal', 'full'] as const) {
      const { users: charged, unattributed, overhead } = chargeEnergy(policy, some, given);
      const sum = [...charged.values()].reduce((all, it) => all + it, 0) + unattributed + overhead;
      expect(Math.abs(sum - total)).toBeLessThan(1e-6 * Math.max(1, total));
      expect([...charged.values()].every((it) => it >= 0)).toBe(true);
    }
  }
});
