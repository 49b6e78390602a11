import { describe, expect, it } from 'vitest';
import { RankNetwork } from '../protocol/agent.ts';
import { orderAlongCables, planNetwork, type NetworkRequest } from './rank-network.ts';
import type { Link } from './topology.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const ranks = (size: number, more: object = {}) =>
  Array.from({ length: size }, (_, rank) => ({
    rank,
    machineId: NAMES[rank] ?? '',
    hostId: `host ${rank}`,
    address: `10.0.0.${rank + 1}`,
    port: 40_000 + rank,
    ...more,
  }));
const cable = (a: string, aPort: string, b: string, bPort: string, rdma: boolean | null = true): Link => ({
  aMachineId: a,
  aPort,
  bMachineId: b,
  bPort,
  speedGbps: 80,
  rdma,
  simulated: false,
});
const plan = (size: number, links: Link[], more: Partial<NetworkRequest> = {}) => {
  const result = planNetwork({
    ranks: ranks(size),
    links,
    backend: 'auto',
    rdmaReady: new Map(NAMES.map((name) => [name, true])),
    ...more,
  });
  expect(RankNetwork.safeParse(result.network).success).toBe(true);
  return result;
};

const PAIR = [cable('a', 'en5', 'b', 'en3')];
const TRIANGLE = [
  cable('a', 'en5', 'b', 'en5'),
  cable('a', 'en4', 'c', 'en4'),
  cable('b', 'en3', 'c', 'en3'),
];
const SQUARE = [
  cable('a', 'en2', 'b', 'en3'),
  cable('b', 'en2', 'c', 'en3'),
  cable('c', 'en2', 'd', 'en3'),
  cable('a', 'en3', 'd', 'en2'),
];
const FOUR = [...SQUARE, cable('a', 'en4', 'c', 'en4'), cable('b', 'en4', 'd', 'en4')];
const TCP_HOSTS = (size: number) => ranks(size).map(({ address, port }) => `${address}:${port}`);

describe('planNetwork', () => {
  it('takes RDMA only where the engine on each machine has JACCL, and says where it has not', () => {
    const asked = (a: string[] | null, b: string[] | null) =>
      plan(2, PAIR, { engineBackends: new Map([['a', a] as const, ['b', b] as const]) });
    expect(asked(['ring', 'jaccl'], ['jaccl'])).toMatchObject({ backend: 'jaccl' });
    expect(asked(['ring', 'jaccl'], ['ring'])).toMatchObject({
      backend: 'ring',
      reason: 'TCP ring over the network: MLX on rank 1 has no JACCL (it has ring).',
    });
    expect(asked(null, ['jaccl']).reason).toContain('what MLX on rank 0 can do is unknown');
  });

  it('runs one machine on its own', () => {
    expect(plan(1, [])).toMatchObject({
      backend: 'single',
      network: { kind: 'single' },
      parallelism: 'single',
    });
  });

  it('uses the loopback when all ranks share a host, even beside cables', () => {
    const result = plan(2, PAIR, { ranks: ranks(2, { hostId: 'one box' }) });
    expect(result).toMatchObject({ backend: 'ring', parallelism: 'tensor' });
    expect(result.network).toEqual({ kind: 'ring', hosts: ['127.0.0.1:40000', '127.0.0.1:40001'] });
  });

  it('meshes two machines', () => {
    expect(plan(2, PAIR)).toMatchObject({
      backend: 'jaccl',
      parallelism: 'tensor',
      network: {
        kind: 'jaccl',
        devices: [
          [null, 'rdma_en5'],
          ['rdma_en3', null],
        ],
        coordinator: '10.0.0.1:40000',
      },
    });
  });

  it('meshes three machines', () => {
    expect(plan(3, TRIANGLE).network).toEqual({
      kind: 'jaccl',
      devices: [
        [null, 'rdma_en5', 'rdma_en4'],
        ['rdma_en5', null, 'rdma_en3'],
        ['rdma_en4', 'rdma_en3', null],
      ],
      coordinator: '10.0.0.1:40000',
    });
  });

  it('meshes four machines, and takes the ranks in any order', () => {
    const network = {
      kind: 'jaccl',
      devices: [
        [null, 'rdma_en2', 'rdma_en4', 'rdma_en3'],
        ['rdma_en3', null, 'rdma_en2', 'rdma_en4'],
        ['rdma_en4', 'rdma_en3', null, 'rdma_en2'],
        ['rdma_en2', 'rdma_en4', 'rdma_en3', null],
      ],
      coordinator: '10.0.0.1:40000',
    };
    expect(plan(4, FOUR).network).toEqual(network);
    expect(plan(4, FOUR.toReversed(), { ranks: ranks(4).toReversed() }).network).toEqual(network);
  });

  it('rings four machines that are cabled to their neighbours only', () => {
    expect(plan(4, SQUARE)).toMatchObject({
      backend: 'jaccl_ring',
      network: {
        kind: 'jaccl_ring',
        devices: [
          [null, 'rdma_en2', null, 'rdma_en3'],
          ['rdma_en3', null, 'rdma_en2', null],
          [null, 'rdma_en3', null, 'rdma_en2'],
          ['rdma_en2', null, 'rdma_en3', null],
        ],
        coordinator: '10.0.0.1:40000',
      },
    });
  });

  it('takes the first of several cables in a mesh and all of them in a ring, in one order on both sides', () => {
    const links = [cable('a', 'en10', 'b', 'en3'), cable('a', 'en4', 'b', 'en5')];
    expect(plan(2, links).network).toMatchObject({
      devices: [
        [null, 'rdma_en4'],
        ['rdma_en5', null],
      ],
    });
    expect(plan(2, links, { backend: 'jaccl_ring' }).network).toMatchObject({
      devices: [
        [null, ['rdma_en4', 'rdma_en10']],
        [['rdma_en5', 'rdma_en3'], null],
      ],
    });
  });

  it('gives every hop of a ring as many cables as the thinnest', () => {
    const links = [...TRIANGLE, cable('a', 'en6', 'b', 'en6')];
    expect(plan(3, links, { backend: 'jaccl_ring' }).network).toMatchObject({
      devices: [[null, 'rdma_en5', 'rdma_en4'], {}, {}],
    });
  });

  it('refuses a mesh of nine and accepts a ring of nine', () => {
    const names = NAMES;
    const all = names.flatMap((a, i) =>
      names.slice(i + 1).map((b, j) => cable(a, `en${20 + j}`, b, `en${40 + i}`)),
    );
    const result = plan(9, all);
    expect(result.backend).toBe('jaccl_ring');
    expect(result.reason).toContain('up to 8 machines');
    expect(plan(9, all, { backend: 'jaccl' })).toMatchObject({ backend: 'ring' });
    expect(plan(8, all).backend).toBe('jaccl');
  });

  it.each<[string, Partial<NetworkRequest>, Link[], string]>([
    [
      'RDMA is unknown on a machine',
      {
        rdmaReady: new Map([
          ['a', true],
          ['b', null],
        ]),
      },
      PAIR,
      'RDMA state of rank 1 is unknown',
    ],
    [
      'a machine was not asked',
      { rdmaReady: new Map([['a', true]]) },
      PAIR,
      'RDMA state of rank 1 is unknown',
    ],
    [
      'RDMA is off on a machine',
      {
        rdmaReady: new Map([
          ['a', false],
          ['b', true],
        ]),
      },
      PAIR,
      'RDMA is not ready on rank 0',
    ],
    [
      'the cable is unknown',
      {},
      [cable('a', 'en5', 'b', 'en3', null)],
      'no RDMA-ready cable from rank 0 to rank 1',
    ],
    [
      'the cable is not ready',
      {},
      [cable('a', 'en5', 'b', 'en3', false)],
      'no RDMA-ready cable from rank 0 to rank 1',
    ],
    ['a port has no known interface', {}, [cable('a', 'Thunderbolt 3', 'b', 'en3')], 'no RDMA-ready cable'],
    ['there is no cable', {}, [], 'no RDMA-ready cable'],
  ])('falls back to TCP when %s and says so', (_, more, links, reason) => {
    const result = plan(2, links, more);
    expect(result).toMatchObject({ backend: 'ring', network: { kind: 'ring', hosts: TCP_HOSTS(2) } });
    expect(result.parallelism).toBe('pipeline');
    expect(result.reason).toContain(reason);
  });

  it('names machines in the reason where it knows their names', () => {
    const named = ranks(2).map((rank) => ({ ...rank, machineName: rank.rank === 0 ? 'Pippin' : 'Gala' }));
    expect(plan(2, [], { ranks: named }).reason).toBe(
      'TCP ring over the network: no RDMA-ready cable from Pippin to Gala.',
    );
  });

  it('uses TCP when it is asked for, cables or not', () => {
    expect(plan(3, TRIANGLE, { backend: 'ring' }).network).toEqual({ kind: 'ring', hosts: TCP_HOSTS(3) });
  });

  it('does not ring along ranks that are not neighbours on the cable', () => {
    const crossed = ['a', 'c', 'b', 'd'];
    const places = ranks(4).map((place, rank) => ({ ...place, machineId: crossed[rank] ?? '' }));
    expect(plan(4, SQUARE, { ranks: places }).backend).toBe('ring');
  });
});

describe('orderAlongCables', () => {
  it('finds the round trip that the cables make', () => {
    expect(orderAlongCables(['a', 'c', 'b', 'd'], SQUARE)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is done soon with twenty densely cabled machines that make no round trip', () => {
    const ids = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const links = ids
      .slice(0, 9)
      .flatMap((a) => ids.slice(9).map((b) => cable(a, `en${b.slice(1)}`, b, `en${a.slice(1)}`)));
    const started = performance.now();
    expect(orderAlongCables(ids, links)).toEqual(ids);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it.each([
    ['no round trip', ['a', 'c', 'b'], SQUARE.slice(0, 2)],
    ['cables that are not ready', ['a', 'c', 'b', 'd'], SQUARE.map((link) => ({ ...link, rdma: null }))],
    ['one machine', ['a'], []],
    ['no machine', [], []],
  ])('keeps the order with %s', (_, machineIds, links) => {
    expect(orderAlongCables(machineIds, links)).toEqual(machineIds);
  });
});
