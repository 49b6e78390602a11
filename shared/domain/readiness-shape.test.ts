import { describe, expect, it } from 'vitest';
import type { MachineFacts } from '../schemas/machine.ts';
import { cabledMacs, meshCables, ringCables } from '../testing/cabled-macs.ts';
import { changeFacts, findCheck, FOUR, judge, PAIR, specsOf, states } from '../testing/judged-macs.ts';

describe('rings and sizes', () => {
  it('a bad cable across a ring of good ones spoils the mesh alone', () => {
    const macs = cabledMacs(specsOf(FOUR), meshCables(FOUR));
    const plain = changeFacts(macs, 'Anjou', ({ thunderbolt }) => ({
      thunderbolt: thunderbolt!.map((port) => (port.interface === 'en4' ? { ...port, speedGbps: 40 } : port)),
    }));
    const readiness = judge(plain);
    expect(states(readiness)).toMatchObject({ jaccl: 'fail', jaccl_ring: 'pass' });
    expect(readiness.verdicts.jaccl).toMatchObject({
      deciding: ['LINK_SPEED_TB5'],
      text: 'No JACCL mesh. Anjou en4: 40 Gb/s.',
    });
  });

  it('a chain is no ring', () => {
    const three = FOUR.slice(0, 3);
    const readiness = judge(cabledMacs(specsOf(three), ringCables(three).slice(0, 2)));
    expect(findCheck(readiness, 'RING_COMPLETE')).toMatchObject({
      state: 'fail',
      machineIds: ['anjou', 'comice'],
      evidence: 'No way along the cables goes round all 3 Macs: Anjou and Comice have too few.',
    });
  });

  it('a Mac that has not told its cables leaves mesh and ring unknown', () => {
    const macs = cabledMacs([{ name: 'Anjou' }, { name: 'Bosc', facts: null }], [['Anjou', 2, 'Bosc', 2]]);
    const readiness = judge(macs);
    expect(findCheck(readiness, 'MESH_COMPLETE')).toMatchObject({
      state: 'unknown',
      evidence: '0 of 1 cable: Anjou to Bosc not known.',
    });
    expect(findCheck(readiness, 'RING_COMPLETE')).toMatchObject({ state: 'unknown' });
    const idle = cabledMacs([{ name: 'Anjou' }, { name: 'Bosc', facts: null }], []);
    expect(findCheck(judge(idle), 'MESH_COMPLETE')).toMatchObject({ state: 'fail' });
  });

  it('too many cables to try every way round is unknown', () => {
    const names = Array.from({ length: 20 }, (_, index) => `Mac ${index}`);
    const macs = cabledMacs(specsOf(names), []);
    const links = names.slice(0, 9).flatMap((a, i) =>
      names.slice(9).map((b, j) => ({
        aMachineId: a.toLowerCase(),
        aPort: `en${j + 2}`,
        bMachineId: b.toLowerCase(),
        bPort: `en${i + 2}`,
        speedGbps: 80,
        rdma: true,
        simulated: false,
      })),
    );
    const readiness = judge({ ...macs, links });
    expect(findCheck(readiness, 'RING_COMPLETE')).toMatchObject({
      state: 'unknown',
      evidence: 'There are too many cables to try every way round.',
    });
    expect(readiness.verdicts.jaccl_ring.state).not.toBe('pass');
    expect(findCheck(readiness, 'SIZE_LE_8')).toMatchObject({
      state: 'fail',
      evidence: '20 Macs, and a JACCL mesh takes up to 8.',
    });
  });

  it('one Mac and none at all are no group', () => {
    for (const macs of [cabledMacs(specsOf(['Anjou']), []), { machines: [], links: [] }]) {
      const readiness = judge(macs);
      expect(states(readiness)).toEqual({ jaccl: 'fail', jaccl_ring: 'fail', ring: 'fail' });
      expect(readiness.verdicts.ring.deciding).toEqual(['SIZE_GE_2']);
      expect(readiness.ringOrder).toBeNull();
    }
  });

  it('the port next to Ethernet is a warning', () => {
    const readiness = judge(cabledMacs(specsOf(PAIR), [['Anjou', 1, 'Bosc', 2]]));
    expect(findCheck(readiness, 'PORT_NOT_STUDIO_EN2')).toMatchObject({
      state: 'warn',
      evidence: 'Anjou en2: the port next to Ethernet, which may not carry RDMA.',
    });
    expect(readiness.verdicts.jaccl.state).toBe('pass');
  });

  it('a cable entered by hand as ready counts with what the machines tell of its ports', () => {
    const macs = cabledMacs(specsOf(PAIR, { facts: { thunderbolt: null } }), [['Anjou', 2, 'Bosc', 2]]);
    const entered = {
      aMachineId: 'anjou',
      aPort: 'en3',
      bMachineId: 'bosc',
      bPort: 'en3',
      speedGbps: 80,
      rdma: true,
      simulated: false,
    };
    expect(judge({ ...macs, links: [entered] }).verdicts.jaccl.state).toBe('pass');
    const without = judge({ ...macs, links: [{ ...entered, rdma: false }] });
    expect(without.verdicts.jaccl).toMatchObject({ state: 'fail', deciding: ['RDMA_PORT_ACTIVE'] });
  });

  it('two like ports that can not be told apart leave RDMA unknown', () => {
    const plain = cabledMacs(specsOf(PAIR), [
      ['Anjou', 2, 'Bosc', 2],
      ['Anjou', 3, 'Bosc', 3],
    ]);
    const twin = (facts: MachineFacts) => ({
      thunderbolt: facts.thunderbolt!.map((port) =>
        port.connected
          ? {
              ...port,
              domainUuid: `${facts.hostName}-X`,
              peerDomainUuid: facts.hostName === 'Anjou' ? 'Bosc-X' : 'Anjou-X',
            }
          : port,
      ),
    });
    const readiness = judge(changeFacts(changeFacts(plain, 'Anjou', twin), 'Bosc', twin));
    expect(readiness.verdicts.jaccl).toMatchObject({ state: 'unknown', deciding: ['RDMA_PORT_ACTIVE'] });
  });

  it('two hosts that claim one port, and a cable to itself, are told', () => {
    const macs = cabledMacs(specsOf(PAIR), [['Anjou', 2, 'Bosc', 2]]);
    const doubts = [
      { kind: 'same_port' as const, machineIds: ['anjou', 'gone'], ports: ['en3'] },
      { kind: 'own_cable' as const, machineIds: ['elsewhere'], ports: ['en4', 'en5'] },
    ];
    const readiness = judge(macs, { doubts });
    expect(findCheck(readiness, 'CABLES_MAKE_SENSE')).toMatchObject({
      state: 'fail',
      machineIds: ['anjou'],
      evidence: 'Anjou and another Mac: report the same Thunderbolt port (en3), so no cable is drawn to it.',
    });
    expect(readiness.verdicts.jaccl.state).toBe('fail');
    const loop = judge(macs, {
      doubts: [{ kind: 'own_cable', machineIds: ['bosc'], ports: ['en4', 'en5'] }],
    });
    expect(findCheck(loop, 'CABLES_MAKE_SENSE')).toMatchObject({
      state: 'warn',
      evidence: 'Bosc: a cable goes from the Mac to itself (en4 and en5).',
    });
    expect(findCheck(judge(macs), 'CABLES_MAKE_SENSE')).toBeUndefined();
  });
});
