import { describe, expect, test } from 'vitest';
import type { RankNetwork } from '@/shared/protocol/agent.ts';
import { rankEnvironment } from './rank-environment.ts';

const plan = (network: RankNetwork, rank = 0, size = 2, platform: NodeJS.Platform = 'linux') =>
  rankEnvironment({ sessionId: 's1', epoch: 3, rank, size, network, folder: '/data/r', platform });
const ring: RankNetwork = { kind: 'ring', hosts: ['10.0.0.1:4001', '10.0.0.2:4002'] };
const mesh: RankNetwork = {
  kind: 'jaccl',
  devices: [
    [null, 'rdma_en5'],
    ['rdma_en3', null],
  ],
  coordinator: '10.0.0.1:4001',
};
const row = (...cells: (string | string[] | null)[]) => cells;
const fourInARing: RankNetwork = {
  kind: 'jaccl_ring',
  devices: [
    row(null, ['rdma_en3', 'rdma_en4'], 'rdma_en9', 'rdma_en5'),
    row('rdma_en3', null, 'rdma_en4', 'rdma_en9'),
    row('rdma_en9', 'rdma_en3', null, 'rdma_en4'),
    row('rdma_en5', 'rdma_en9', 'rdma_en3', null),
  ],
  coordinator: '10.0.0.1:4001',
};

describe('rankEnvironment', () => {
  test('one rank knows nothing of any network', () => {
    const { env, networkFile, backend } = plan({ kind: 'single' }, 0, 1);
    expect(Object.keys(env).filter((name) => name.startsWith('MLX_'))).toEqual(['MLX_DISABLE_COMPILE']);
    expect(networkFile).toBeNull();
    expect(backend).toBe('single');
  });

  test('fast synchronisation only for who asked for it: MLX acts on the name, whatever its value', () => {
    const lone = { sessionId: 's1', epoch: 3, rank: 0, size: 1, network: { kind: 'single' } } as const;
    const place = { ...lone, folder: '/data/r', platform: 'darwin' } as const;
    expect(rankEnvironment({ ...place, fastSynch: true }).env['MLX_METAL_FAST_SYNCH']).toBe('1');
    expect(rankEnvironment({ ...place, fastSynch: false }).env).not.toHaveProperty('MLX_METAL_FAST_SYNCH');
  });

  test('nothing of the agent’s own environment reaches a rank', () => {
    process.env['ESPALIER_TEST_SECRET'] = 'secret';
    expect(Object.values(plan(ring).env)).not.toContain('secret');
    delete process.env['ESPALIER_TEST_SECRET'];
    expect(plan(ring).env).toMatchObject({
      HOME: '/data/r',
      TMPDIR: '/data/r/tmp',
      HF_HUB_OFFLINE: '1',
      ESPALIER_EPOCH: '3',
    });
  });

  test.each([
    ['linux', true],
    ['darwin', false],
  ] as const)('on %s compiling is off: %s', (platform, isOff) => {
    expect('MLX_DISABLE_COMPILE' in plan(ring, 0, 2, platform).env).toBe(isOff);
  });

  test('a ring rank listens on all addresses and dials its neighbour by number', () => {
    const { env, networkFile, backend } = plan(ring, 1);
    expect(env).toMatchObject({ MLX_RANK: '1', MLX_HOSTFILE: '/data/r/hosts.json' });
    expect(JSON.parse(networkFile!.text)).toEqual([['10.0.0.1:4001'], ['0.0.0.0:4002']]);
    expect(backend).toBe('ring');
  });

  test('on one computer a ring stays on loopback', () => {
    const network = { kind: 'ring' as const, hosts: ['127.0.0.1:4001', '127.0.0.1:4002'] };
    expect(JSON.parse(plan(network).networkFile!.text)).toEqual([['127.0.0.1:4001'], ['127.0.0.1:4002']]);
  });

  test.each([0, 1])('JACCL rank %i: devices, coordinator, and never a host file', (rank) => {
    const { env, networkFile, backend } = plan(mesh, rank);
    expect(env).toMatchObject({ MLX_RANK: String(rank), MLX_IBV_DEVICES: '/data/r/devices.json' });
    expect(env['MLX_JACCL_COORDINATOR']).toBe(rank === 0 ? '0.0.0.0:4001' : '10.0.0.1:4001');
    expect(env).not.toHaveProperty('MLX_HOSTFILE');
    expect(env).not.toHaveProperty('MLX_JACCL_RING');
    expect(JSON.parse(networkFile!.text)).toEqual(mesh.devices);
    expect(backend).toBe('jaccl');
  });

  test('a ring rank never has a name of JACCL', () => {
    expect(Object.keys(plan(ring).env).filter((name) => /JACCL|IBV/.test(name))).toEqual([]);
  });

  test('a JACCL ring names only neighbours', () => {
    const { env, networkFile } = plan(fourInARing, 0, 4);
    expect(env['MLX_JACCL_RING']).toBe('1');
    const devices = JSON.parse(networkFile!.text) as unknown[][];
    expect(devices[0]).toEqual([null, ['rdma_en3', 'rdma_en4'], null, 'rdma_en5']);
    expect(devices[1]).toEqual(['rdma_en3', null, 'rdma_en4', null]);
  });

  test.each<[string, RankNetwork, RegExp]>([
    ['a name in place of an address', { kind: 'ring', hosts: ['localhost:1', '10.0.0.2:2'] }, /IPv4/],
    ['IPv6', { kind: 'ring', hosts: ['10.0.0.1:1', '[::1]:2'] }, /IPv4/],
    ['a port out of range', { kind: 'ring', hosts: ['10.0.0.1:1', '10.0.0.2:70000'] }, /IPv4/],
    ['too few hosts', { kind: 'ring', hosts: ['10.0.0.1:1'] }, /names 1 ranks/],
    ['no network for two', { kind: 'single' }, /without a network/],
    [
      'a path for a device',
      {
        ...mesh,
        devices: [
          [null, '../en5'],
          ['rdma_en3', null],
        ],
      },
      /not an RDMA device/,
    ],
    [
      'a device towards itself',
      {
        ...mesh,
        devices: [
          ['rdma_en1', 'rdma_en5'],
          ['rdma_en3', null],
        ],
      },
      /towards itself/,
    ],
    ['a table that is not square', { ...mesh, devices: [[null, 'rdma_en5']] }, /not 2 × 2/],
  ])('refuses %s', (_, network, message) => {
    expect(() => plan(network, 0)).toThrow(message);
  });
});
