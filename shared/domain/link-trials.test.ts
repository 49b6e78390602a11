import { expect, test } from 'vitest';
import { planTrials, tellLinks, whyNoLink } from './link-trials.ts';

const ranks = (size: number) =>
  Array.from({ length: size }, (_, rank) => ({
    rank,
    address: `10.0.0.${rank + 1}`,
    checkPorts: Array.from({ length: size - 1 }, (_unused, at) => 5000 + 10 * rank + at),
  }));
const ring = (size: number) => ({
  kind: 'ring' as const,
  hosts: ranks(size).map((it) => `${it.address}:4000`),
});
const mesh = (size: number) => ({
  kind: 'jaccl' as const,
  devices: ranks(size).map((a) => ranks(size).map((b) => (a.rank === b.rank ? null : `rdma_en${b.rank}`))),
  coordinator: '10.0.0.1:4000',
});

test('a mesh tries every pair, a ring its neighbours; both ends by one network, on ports of their own', () => {
  const pairs = (lists: ReturnType<typeof planTrials>) =>
    lists!.flatMap((list, rank) => list.map(({ peer }) => `${Math.min(rank, peer)}-${Math.max(rank, peer)}`));
  expect(new Set(pairs(planTrials(ranks(4), mesh(4)))).size).toBe(6);
  expect(new Set(pairs(planTrials(ranks(4), ring(4))))).toEqual(new Set(['0-1', '1-2', '2-3', '0-3']));
  const [first, second] = planTrials(ranks(2), ring(2))!;
  expect(first).toEqual([{ peer: 1, place: 0, network: second![0]!.network }]);
  expect(second).toMatchObject([
    { peer: 0, place: 1, network: { hosts: ['10.0.0.1:5000', '10.0.0.2:5010'] } },
  ]);
  const rdma = planTrials(ranks(3), mesh(3))![2]!.find((it) => it.peer === 1)!;
  expect(rdma.network).toMatchObject({
    devices: [
      [null, 'rdma_en2'],
      ['rdma_en1', null],
    ],
  });
});

test('nobody waits in a circle: played in order, all trials of a large mesh come to their end', () => {
  const left = planTrials(ranks(7), mesh(7))!;
  let rounds = 0;
  while (left.some((it) => it.length > 0)) {
    const met = left.flatMap((list, rank) => {
      const peer = list[0]?.peer;
      return peer !== undefined && left[peer]![0]?.peer === rank && rank < peer
        ? [[rank, peer] as const]
        : [];
    });
    expect(met.length).toBeGreaterThan(0);
    for (const pair of met) for (const rank of pair) left[rank]!.shift();
    rounds += 1;
  }
  expect(rounds).toBeLessThan(21);
});

test('too few ports: none is tried', () => {
  expect(planTrials([...ranks(2).slice(0, 1), { rank: 1, address: '', checkPorts: [] }], ring(2))).toBeNull();
});

test('a link is what both its ends say of it', () => {
  const fine = { bytes: 10, milliseconds: 2, latencyMilliseconds: 0.1, message: null };
  const none = { bytes: null, milliseconds: null, latencyMilliseconds: null };
  const told = (a: object | null, b: object | null) =>
    tellLinks([
      { rank: 0, machineName: 'Anjou', pairs: a && [{ peer: 1, ok: null, ...none, message: null, ...a }] },
      { rank: 1, machineName: 'Bosc', pairs: b && [{ peer: 0, ok: null, ...none, message: null, ...b }] },
    ])[0];
  expect(told({ ok: true, ...fine }, { ok: true, ...fine, milliseconds: 3 })).toMatchObject({
    machines: ['Anjou', 'Bosc'],
    state: 'pass',
    milliseconds: 3,
  });
  expect(told({ ok: true, ...fine }, null)?.state).toBe('unknown');
  expect(told({ ok: true, ...fine }, { ok: false, message: 'refused' })).toMatchObject({
    state: 'fail',
    message: 'refused',
  });
  const broken = [{ peer: 1, ok: false, ...none, message: 'refused.' }];
  const why = whyNoLink({ rank: 0, machineName: 'Anjou' }, broken, () => 'Bosc');
  expect(why).toContain('Anjou and Bosc could not add up numbers');
  expect(why).toContain('It said: refused. Look at');
  expect(
    whyNoLink({ rank: 0, machineName: 'Anjou' }, [{ ...broken[0]!, ok: null }], () => 'Bosc'),
  ).toBeNull();
});
