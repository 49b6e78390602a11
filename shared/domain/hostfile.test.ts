import { describe, expect, it } from 'vitest';
import { cabledMacs, meshCables, ringCables } from '../testing/cabled-macs.ts';
import { makeHostfile } from './hostfile.ts';

const FOUR = ['Anjou', 'Bosc', 'Comice', 'Concorde'];
const of = (names: readonly string[]) => names.map((name) => ({ name }));

describe('makeHostfile', () => {
  it('writes a mesh as mlx.launch and MLX_IBV_DEVICES read it', () => {
    const names = FOUR.slice(0, 3);
    const file = makeHostfile({ ...cabledMacs(of(names), meshCables(names)), backend: 'jaccl' });
    expect(file.text).toBe(
      [
        '{"backend": "jaccl", "envs": [], "hosts": [',
        '  {"ssh":"anjou.local","ips":["10.20.0.11"],"rdma":[null,"rdma_en3","rdma_en4"]},',
        '  {"ssh":"bosc.local","ips":[],"rdma":["rdma_en3",null,"rdma_en4"]},',
        '  {"ssh":"comice.local","ips":[],"rdma":["rdma_en3","rdma_en4",null]}',
        ']}',
        '',
      ].join('\n'),
    );
    expect(file.devicesText).toBe(
      [
        '[',
        '  [null,"rdma_en3","rdma_en4"],',
        '  ["rdma_en3",null,"rdma_en4"],',
        '  ["rdma_en3","rdma_en4",null]',
        ']',
        '',
      ].join('\n'),
    );
    expect(file.gaps).toEqual([]);
    expect(JSON.parse(file.devicesText ?? '')).toEqual(JSON.parse(file.text).hosts.map((it: Row) => it.rdma));
  });

  it('holds what MLX checks: rows as long as there are hosts, nothing on the diagonal, both ends of one cable', () => {
    const macs = cabledMacs(of(FOUR), meshCables(FOUR));
    const { devices, machineIds } = makeHostfile({ ...macs, backend: 'jaccl' });
    for (const [i, row] of devices!.entries()) {
      expect(row).toHaveLength(4);
      expect(row[i]).toBeNull();
      for (const [j, cell] of row.entries()) {
        if (i === j) continue;
        const [a, b] = [machineIds[i]!, machineIds[j]!];
        const link = macs.links.find(
          (it) => [it.aMachineId, it.bMachineId].toSorted().join() === [a, b].toSorted().join(),
        )!;
        expect(cell).toBe(`rdma_${link.aMachineId === a ? link.aPort : link.bPort}`);
      }
    }
  });

  it('orders the ranks of a ring along the cables, names for neighbours only', () => {
    const ring = cabledMacs(of(['Anjou', 'Comice', 'Bosc', 'Concorde']), ringCables(FOUR));
    const file = makeHostfile({ ...ring, backend: 'jaccl-ring' });
    expect(file.machineIds).toEqual(['anjou', 'bosc', 'comice', 'concorde']);
    expect(file.devices).toEqual([
      [null, 'rdma_en4', null, 'rdma_en3'],
      ['rdma_en3', null, 'rdma_en4', null],
      [null, 'rdma_en3', null, 'rdma_en4'],
      ['rdma_en4', null, 'rdma_en3', null],
    ]);
    expect(JSON.parse(file.text)).toMatchObject({ backend: 'jaccl-ring', envs: [] });
  });

  it('lists several cables of a hop in one order on both sides', () => {
    const macs = cabledMacs(of(FOUR.slice(0, 2)), [
      ['Anjou', 5, 'Bosc', 2],
      ['Anjou', 3, 'Bosc', 6],
    ]);
    expect(makeHostfile({ ...macs, backend: 'jaccl-ring' }).devices).toEqual([
      [null, ['rdma_en4', 'rdma_en6']],
      [['rdma_en7', 'rdma_en3'], null],
    ]);
  });

  it('takes a cable that is ready before others of the same pair', () => {
    const macs = cabledMacs(of(FOUR.slice(0, 2)), [
      ['Anjou', 2, 'Bosc', 2],
      ['Anjou', 3, 'Bosc', 3],
    ]);
    const links = macs.links.map((link) => (link.aPort === 'en3' ? { ...link, rdma: null } : link));
    expect(makeHostfile({ ...macs, links, backend: 'jaccl' }).devices?.[0]).toEqual([null, 'rdma_en4']);
  });

  it('listens for a TCP ring on the cable to the rank before', () => {
    const file = makeHostfile({ ...cabledMacs(of(FOUR), ringCables(FOUR)), backend: 'ring' });
    // Cable k is 192.168.0.(4k+1) to .(4k+2), from each to the next.
    expect(JSON.parse(file.text).hosts).toEqual([
      { ssh: 'anjou.local', ips: ['192.168.0.14'] },
      { ssh: 'bosc.local', ips: ['192.168.0.2'] },
      { ssh: 'comice.local', ips: ['192.168.0.6'] },
      { ssh: 'concorde.local', ips: ['192.168.0.10'] },
    ]);
    expect(file.devices).toBeNull();
    expect(file.devicesText).toBeNull();
  });

  it('falls back to the network where cables go not round', () => {
    const file = makeHostfile({ ...cabledMacs(of(FOUR), ringCables(FOUR).slice(1)), backend: 'ring' });
    expect(JSON.parse(file.text).hosts.map((it: Row) => it.ips)).toEqual([
      ['10.20.0.11'],
      ['10.20.0.12'],
      ['10.20.0.13'],
      ['10.20.0.14'],
    ]);
    expect(file.gaps).toEqual([]);
  });

  it('says what it lacks: a cable, an address, a name', () => {
    const macs = cabledMacs(
      [
        { name: 'Anjou', facts: null },
        { name: 'Bosc', facts: { hostName: 'Büro-Mac', addresses: [] } },
        { name: 'Comice', facts: { hostName: '-oProxyCommand=x' } },
      ],
      [],
    );
    const file = makeHostfile({ ...macs, backend: 'jaccl' });
    expect(file.gaps).toEqual([
      'Anjou tells neither a host name for ssh nor an address.',
      'Bosc tells neither a host name for ssh nor an address.',
      'No Thunderbolt 5 cable from Anjou to Bosc.',
      'No Thunderbolt 5 cable from Anjou to Comice.',
      'No Thunderbolt 5 cable from Bosc to Comice.',
    ]);
    expect(JSON.parse(file.text).hosts[2].ssh).toBe('10.20.0.13');
  });

  it('leaves Thunderbolt 4 and docks out', () => {
    const macs = cabledMacs(of(FOUR.slice(0, 2)), [['Anjou', 2, 'Bosc', 2]]);
    for (const worse of [{ speedGbps: 40 }, { through: 'TS4' }]) {
      const links = macs.links.map((link) => ({ ...link, ...worse }));
      expect(makeHostfile({ ...macs, links, backend: 'jaccl' }).gaps).toEqual([
        'No Thunderbolt 5 cable from Anjou to Bosc.',
      ]);
    }
  });
});

type Row = { rdma: unknown; ips: string[] };
