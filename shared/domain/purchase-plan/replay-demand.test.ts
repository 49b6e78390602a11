import { describe, expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { type Demand, type Placed, replayDemand, type ReplayMachine } from './replay-demand.ts';
import { scaleDemand } from './scale-demand.ts';

const HOUR = 3_600_000;
const GB = 1024 ** 3;

const machine = (id: string, memoryGb: number | null = 64, island: string | null = null): ReplayMachine => ({
  id,
  memoryBytes: memoryGb === null ? null : memoryGb * GB,
  island,
});
const ask = (id: string, startH: number, lengthH: number, more: Partial<Demand> = {}): Demand => ({
  id,
  createdMs: 0,
  startMs: startH * HOUR,
  lengthMs: lengthH * HOUR,
  needs: [64 * GB],
  hadIds: [],
  isTogether: false,
  ...more,
});
const waits = (placed: readonly Placed[]) =>
  Object.fromEntries(
    placed.map(({ demand, startMs }) => [
      demand.id,
      startMs === null ? null : (startMs - demand.startMs) / HOUR,
    ]),
  );
const where = (placed: readonly Placed[], machines: readonly ReplayMachine[]) =>
  Object.fromEntries(placed.map((it) => [it.demand.id, it.machines.map((at) => machines[at]!.id)]));

describe('a replay', () => {
  test('serves first who booked first, and uses gaps that are long enough', () => {
    const placed = replayDemand(
      [ask('c', 0, 2, { createdMs: 3 }), ask('b', 0, 4, { createdMs: 2 }), ask('a', 2, 2, { createdMs: 1 })],
      [machine('m')],
    );
    expect(placed.map((it) => it.demand.id)).toEqual(['a', 'b', 'c']);
    expect(waits(placed)).toEqual({ a: 0, b: 4, c: 0 });
  });

  test('goes to the machines it had, else to the smallest that will do', () => {
    const set = [machine('large', 512), machine('small', 64), machine('other', 64)];
    const placed = replayDemand(
      [
        ask('own', 0, 1, { hadIds: ['large'] }),
        ask('small one', 0, 1, { createdMs: 1, hadIds: ['large'] }),
        ask('two', 2, 1, { createdMs: 2, needs: [256 * GB, 8 * GB], hadIds: ['gone', 'other'] }),
      ],
      set,
    );
    expect(where(placed, set)).toEqual({ own: ['large'], 'small one': ['small'], two: ['large', 'other'] });
  });

  test('several start when the last of them is free, each with its memory', () => {
    const set = [machine('a', 512), machine('b', 64), machine('c', 64)];
    const placed = replayDemand(
      [
        ask('long', 0, 5, { hadIds: ['a'] }),
        ask('short', 0, 3, { createdMs: 1, hadIds: ['b'] }),
        ask('both', 1, 1, { createdMs: 2, needs: [256 * GB, 64 * GB] }),
        ask('three', 0, 1, { createdMs: 3, needs: [64 * GB, 64 * GB, 64 * GB] }),
      ],
      set,
    );
    expect(waits(placed)).toEqual({ long: 0, short: 0, both: 4, three: 6 });
  });

  test('says why a booking never fits', () => {
    const set = [machine('a', 512, 'x'), machine('b', 64, 'x'), machine('c', null)];
    const placed = replayDemand(
      [
        ask('many', 0, 1, { needs: [1, 1, 1, 1] }),
        ask('memory', 0, 1, { needs: [256 * GB, 256 * GB] }),
        ask('cables', 0, 1, { needs: [0, 0, 0], isTogether: true }),
        ask('unknown is enough for nothing', 0, 1, { needs: [64 * GB, 64 * GB, 1] }),
      ],
      set,
    );
    expect(Object.fromEntries(placed.map((it) => [it.demand.id, it.refusal]))).toEqual({
      many: { reason: 'machines', wanted: 4, has: 3 },
      memory: { reason: 'memory', wanted: 2, memoryBytes: 256 * GB, has: 1 },
      cables: { reason: 'cables', wanted: 3 },
      'unknown is enough for nothing': { reason: 'memory', wanted: 3, memoryBytes: 1, has: 2 },
    });
  });

  test('what ran over RDMA wants one island, or the machines it had', () => {
    const set = [machine('a'), machine('b', 64, 'x'), machine('c', 64, 'x'), machine('d')];
    const pair = { needs: [GB, GB], isTogether: true };
    const placed = replayDemand(
      [ask('island', 0, 1, pair), ask('had', 0, 1, { ...pair, createdMs: 1, hadIds: ['a', 'd'] })],
      set,
    );
    expect(where(placed, set)).toEqual({ island: ['b', 'c'], had: ['a', 'd'] });
  });
});

/** A lab's bookings as they could have been: on their machines, nothing twice. */
function makeLab(seed: number, { mostMachines = 3, sizes = [64, 64, 128, 512] } = {}) {
  const random = seededRandom(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const machines = Array.from({ length: 2 + pick(6) }, (_, at) =>
    machine(`m${at}`, sizes[pick(sizes.length)]!),
  );
  const taken: { id: string; from: number; to: number }[] = [];
  const demand: Demand[] = [];
  for (let at = 0; at < 120; at += 1) {
    const [from, length] = [pick(300), 1 + pick(12)];
    const free = machines.filter((it) =>
      taken.every((busy) => busy.id !== it.id || busy.to <= from || busy.from >= from + length),
    );
    const own = free.slice(0, 1 + pick(mostMachines));
    if (own.length === 0) continue;
    taken.push(...own.map(({ id }) => ({ id, from, to: from + length })));
    demand.push(
      ask(`b${String(at).padStart(3, '0')}`, from, length, {
        createdMs: (from - pick(200)) * HOUR,
        needs: own.map((it) => (random() < 0.5 ? it.memoryBytes! : 8 * GB)).toSorted((a, b) => b - a),
        hadIds: own.map(({ id }) => id),
      }),
    );
  }
  return { machines, demand, random };
}

const LABS = Array.from({ length: 25 }, (_, seed) => seed);
const WINDOW = { fromMs: 0, toMs: 312 * HOUR };
const hoursOf = (demand: readonly Demand[]): number =>
  demand.reduce((sum, it) => sum + it.lengthMs * it.needs.length, 0) / HOUR;
const waitOf = (placed: readonly Placed[]): number =>
  placed.reduce((sum, it) => sum + (it.startMs === null ? 0 : it.startMs - it.demand.startMs), 0);

describe('of any lab', () => {
  test('on the machines it has, each booking stands where it stood', () => {
    for (const seed of LABS) {
      const { machines, demand } = makeLab(seed);
      const placed = replayDemand(demand, machines);
      expect(waitOf(placed)).toBe(0);
      for (const it of placed)
        expect(it.machines.map((at) => machines[at]!.id).toSorted()).toEqual(
          [...it.demand.hadIds].toSorted(),
        );
    }
  });

  test('no hour is lost or made, no machine is taken twice, nobody begins early or on too small a machine', () => {
    for (const seed of LABS) {
      const { machines, demand } = makeLab(seed);
      const scaled = scaleDemand(demand, WINDOW, { scale: 2.5, seed });
      const placed = replayDemand(scaled, machines.slice(1));
      const never = placed.filter((it) => it.startMs === null).map((it) => it.demand);
      const took = placed.flatMap(({ demand: it, startMs, machines: on }) =>
        on.map((at) => ({ at, from: startMs!, to: startMs! + it.lengthMs })),
      );
      expect(took.reduce((sum, it) => sum + it.to - it.from, 0) / HOUR + hoursOf(never)).toBe(
        hoursOf(scaled),
      );
      for (const own of Map.groupBy(took, (it) => it.at).values()) {
        const sorted = own.toSorted((a, b) => a.from - b.from);
        expect(sorted.slice(1).every((it, at) => it.from >= sorted[at]!.to)).toBe(true);
      }
      for (const it of placed) {
        if (it.startMs === null) continue;
        expect(it.startMs).toBeGreaterThanOrEqual(it.demand.startMs);
        const sizes = it.machines.map((at) => machines[at + 1]!.memoryBytes!);
        expect(it.demand.needs.every((need, at) => sizes[at]! >= need)).toBe(true);
      }
    }
  });

  test('the order in which the demand comes is of no matter', () => {
    for (const seed of LABS.slice(0, 10)) {
      const { machines, demand, random } = makeLab(seed);
      const shuffled = demand.map((it) => ({ it, key: random() })).toSorted((a, b) => a.key - b.key);
      expect(
        replayDemand(
          shuffled.map(({ it }) => it),
          machines,
        ),
      ).toEqual(replayDemand(demand, machines));
    }
  });

  test('a booking that fits a set fits it with one more machine too', () => {
    for (const seed of LABS) {
      const { machines, demand } = makeLab(seed);
      const less = new Map(replayDemand(demand, machines.slice(1)).map((it) => [it.demand.id, it]));
      for (const it of replayDemand(demand, machines))
        if (less.get(it.demand.id)!.startMs !== null) expect(it.startMs).not.toBeNull();
    }
  });

  test('one more machine makes no wait longer in all where each wants one machine of one kind', () => {
    for (let seed = 0; seed < 1500; seed += 1) {
      const random = seededRandom(seed);
      const pick = (below: number): number => Math.floor(random() * below);
      const machines = Array.from({ length: 1 + pick(3) }, (_, at) => machine(`m${at}`));
      const demand = Array.from({ length: 3 + pick(8) }, (_, at) =>
        ask(`b${at}`, pick(12), 1 + pick(6), { createdMs: at }),
      );
      const more = replayDemand(demand, [...machines, machine('more')]);
      expect(waitOf(more)).toBeLessThanOrEqual(waitOf(replayDemand(demand, machines)));
    }
  });
});

describe('one more machine can make the waits longer in all', () => {
  test('where some want several machines', () => {
    const [a, b] = [machine('a'), machine('b')];
    const demand = [
      ask('first', 3, 6),
      ask('pair', 6, 5, { createdMs: 1, needs: [64 * GB, 64 * GB] }),
      ask('last', 1, 6, { createdMs: 2 }),
    ];
    expect(waits(replayDemand(demand, [a, b]))).toEqual({ first: 0, pair: 3, last: 0 });
    expect(waits(replayDemand(demand, [a, b, machine('more')]))).toEqual({ first: 0, pair: 0, last: 8 });
  });

  test('where some want more memory than others', () => {
    const demand = [
      ask('small', 4, 1),
      ask('long', 3, 4, { createdMs: 1 }),
      ask('large', 1, 3, { createdMs: 2, needs: [512 * GB] }),
    ];
    const set = [machine('large', 512)];
    expect(waits(replayDemand(demand, set))).toEqual({ small: 0, long: 2, large: 0 });
    expect(waits(replayDemand(demand, [...set, machine('more')]))).toEqual({ small: 0, long: 0, large: 6 });
  });
});
