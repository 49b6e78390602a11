import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/replay.ts';
import { joinRdma, parseIbvDevices, parseIbvDevinfo, parseRdmaStatus } from './parse-rdma.ts';

describe('RDMA', () => {
  it.each([
    ['enabled\n', true],
    ['disabled\n', false],
    ['RDMA is Disabled', false],
    ['RDMA is enabled.', true],
    ['status: enabled', true],
    ['rdma is not enabled', false],
    ['partially enabled', null],
    ['RDMA will be enabled after a restart', null],
    ['RDMA is not disabled', null],
    ['rdma_ctl: not supported', null],
    ['', null],
  ])('rdma_ctl %j is %s', (text, expected) => {
    expect(parseRdmaStatus(text)).toBe(expected);
  });

  it('lists devices without their hardware ids', async () => {
    const devices = parseIbvDevices(await readFixture('studio-m3-ultra/rdmaDevices.txt'));
    expect(devices).toEqual(['rdma_en2', 'rdma_en3', 'rdma_en4', 'rdma_en5', 'rdma_en6', 'rdma_en7']);
    expect(parseIbvDevices('    device   node GUID\n    ------   ---------\n')).toEqual([]);
  });

  it('reads the port state whatever the transport is called', async () => {
    const studio = parseIbvDevinfo(await readFixture('studio-m3-ultra/rdmaInfo.txt'));
    expect([...studio].filter(([, { portActive }]) => portActive).map(([name]) => name)).toEqual([
      'rdma_en3',
      'rdma_en4',
    ]);
    expect(studio.get('rdma_en2')?.portActive).toBe(false);
    expect([...parseIbvDevinfo(await readFixture('notebook-m5/rdmaInfo.txt'))]).toEqual([
      ['rdma_en1', { portActive: true, hasIpv4Gid: null }],
    ]);
  });

  it('tells a table of addresses with an IPv4 one from one with fe80:: alone', async () => {
    const studio = parseIbvDevinfo(await readFixture('studio-m3-ultra/rdmaInfo.txt'));
    expect(studio.get('rdma_en3')).toEqual({ portActive: true, hasIpv4Gid: true });
    expect(studio.get('rdma_en4')).toEqual({ portActive: true, hasIpv4Gid: false });
  });

  it.each([
    ['GID[  0]: fe80::1\nGID[ 1]: 0000:0000:0000:0000:0000:ffff:c0a8:0001', true],
    ['GID[0]: ::FFFF:192.168.0.1, RoCE v2', true],
    ['GID[  0]: fe80:0000:0000:0000:0000:ffff:c0a8:0001', false],
    ['state: PORT_DOWN (1)', null],
  ])('of %j has an IPv4 address: %s', (lines, expected) => {
    expect(parseIbvDevinfo(`hca_id: rdma_en2\n${lines}\n`).get('rdma_en2')?.hasIpv4Gid).toBe(expected);
  });

  it('keeps unknown apart from off, piece by piece', () => {
    const devices = 'rdma_en2 0\n';
    expect(joinRdma(null, null, null)).toBeNull();
    expect(joinRdma(true, null, null)).toEqual({ enabled: true, devices: null });
    expect(joinRdma(null, devices, null)).toEqual({
      enabled: null,
      devices: [{ name: 'rdma_en2', portActive: null, hasIpv4Gid: null }],
    });
    expect(joinRdma(false, devices, 'hca_id: rdma_en2\n state: PORT_DOWN (1)')).toEqual({
      enabled: false,
      devices: [{ name: 'rdma_en2', portActive: false, hasIpv4Gid: null }],
    });
  });
});
