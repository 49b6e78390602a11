import { describe, expect, it } from 'vitest';
import type { MachineFacts } from '../schemas/machine.ts';
import { cabledMacs, meshCables, ringCables } from '../testing/cabled-macs.ts';
import { changeFacts, findCheck, FOUR, judge, PAIR, specsOf, states } from '../testing/judged-macs.ts';
import type { CheckCode } from './readiness-check.ts';
import { checkReadiness } from './readiness.ts';

describe('four Studios in a mesh', () => {
  const readiness = judge(cabledMacs(specsOf(FOUR), meshCables(FOUR)));

  it('are ready for every network', () => {
    expect(states(readiness)).toEqual({ jaccl: 'pass', jaccl_ring: 'pass', ring: 'pass' });
    expect(readiness.verdicts.jaccl).toEqual({
      kind: 'jaccl',
      state: 'pass',
      deciding: ['MESH_COMPLETE'],
      text: 'JACCL mesh: ready. 6 of 6 cables.',
    });
    expect(readiness.ringOrder).toEqual(['anjou', 'bosc', 'comice', 'concorde']);
  });

  it('tell each check with its values', () => {
    expect(readiness.checks.map(({ code, state, evidence }) => [code, state, evidence])).toEqual([
      ['SSH_OR_AGENT_REACHABLE', 'pass', 'Anjou, Bosc, Comice and Concorde: the agent answers.'],
      ['SIZE_GE_2', 'pass', '4 Macs.'],
      ['SIZE_LE_8', 'pass', '4 Macs, and a JACCL mesh takes up to 8.'],
      [
        'MODEL_TB5',
        'pass',
        'Anjou, Bosc, Comice and Concorde: Mac Studio (M3 Ultra, 2025) has Thunderbolt 5.',
      ],
      ['OS_MIN_26_2', 'pass', 'Anjou, Bosc, Comice and Concorde: macOS 26.3.'],
      ['OS_BUILD_MATCH', 'pass', 'Anjou, Bosc, Comice and Concorde: macOS 26.3 (25D125).'],
      ['CHIP_MATCH', 'pass', 'Anjou, Bosc, Comice and Concorde: Apple M3 Ultra.'],
      ['RDMA_ENABLED', 'pass', 'Anjou, Bosc, Comice and Concorde: RDMA is on.'],
      ['ENGINE_VERSION_MATCH', 'pass', 'Anjou, Bosc, Comice and Concorde: MLX 0.32.1, mlx-lm 0.31.3.'],
      ['ENGINE_JACCL', 'pass', 'Anjou, Bosc, Comice and Concorde: MLX has JACCL.'],
      ['MESH_COMPLETE', 'pass', '6 of 6 cables.'],
      ['RING_COMPLETE', 'pass', 'Anjou – Bosc – Comice – Concorde – Anjou.'],
      ['LINK_SPEED_TB5', 'pass', '12 ports: 80 Gb/s.'],
      [
        'RDMA_PORT_ACTIVE',
        'pass',
        'Anjou en3, Bosc en3, Comice en3 and Concorde en3: rdma_en3 is active; ' +
          'Anjou en4, Bosc en4, Comice en4 and Concorde en4: rdma_en4 is active; ' +
          'Anjou en5, Bosc en5, Comice en5 and Concorde en5: rdma_en5 is active.',
      ],
      ['IFACE_IPV4', 'pass', expect.stringContaining('Anjou en3: 192.168.0.1; Bosc en3: 192.168.0.2; ')],
      ['BRIDGE_OFF', 'pass', '12 ports: in no bridge that is up.'],
      ['PORT_NOT_STUDIO_EN2', 'pass', '12 ports: not the port next to Ethernet.'],
      [
        'TCP_ADDRESS',
        'pass',
        'Anjou: 10.20.0.11 on en0; Bosc: 10.20.0.12 on en0; Comice: 10.20.0.13 on en0; Concorde: 10.20.0.14 on en0.',
      ],
      [
        'LOCAL_NETWORK',
        'unknown',
        'Anjou, Bosc, Comice and Concorde: no evidence yet, and macOS has no command that tells.',
      ],
      ['MEMORY_PRESSURE', 'pass', 'Anjou, Bosc, Comice and Concorde: memory pressure normal.'],
      ['POWER_AND_LID', 'pass', 'Anjou, Bosc, Comice and Concorde: on mains, never sleeps.'],
    ]);
  });
});

it('four Studios without one cable: no mesh, the cable to plug, and a ring', () => {
  const readiness = judge(cabledMacs(specsOf(FOUR), meshCables(FOUR).slice(0, -1)));
  expect(states(readiness)).toEqual({ jaccl: 'fail', jaccl_ring: 'pass', ring: 'pass' });
  expect(readiness.verdicts.jaccl).toMatchObject({
    deciding: ['MESH_COMPLETE'],
    text: 'No JACCL mesh. 5 of 6 cables: none from Comice to Concorde.',
  });
  expect(findCheck(readiness, 'MESH_COMPLETE')).toMatchObject({
    machineIds: ['comice', 'concorde'],
    remedy: {
      text: 'Plug a Thunderbolt 5 cable straight from Mac to Mac:',
      steps: ['Comice, Thunderbolt port 4 (en5), to Concorde, Thunderbolt port 4 (en5)'],
    },
  });
  expect(readiness.ringOrder).toEqual(['anjou', 'comice', 'bosc', 'concorde']);
});

it('five in a ring: a ring and no mesh', () => {
  const five = [...FOUR, 'Gala'];
  const readiness = judge(cabledMacs(specsOf(five), ringCables(five)));
  expect(states(readiness)).toEqual({ jaccl: 'fail', jaccl_ring: 'pass', ring: 'pass' });
  expect(readiness.verdicts.jaccl_ring.text).toBe(
    'JACCL ring: ready. Anjou – Bosc – Comice – Concorde – Gala – Anjou.',
  );
  expect(findCheck(readiness, 'MESH_COMPLETE')?.evidence).toBe(
    '5 of 10 cables: none from Anjou to Comice, none from Anjou to Concorde, none from Bosc to Concorde, ' +
      'none from Bosc to Gala, none from Comice to Gala.',
  );
});

it('a mesh that is larger than the ports allow says so', () => {
  const macs = cabledMacs([...specsOf(FOUR), { name: 'Pippin', catalogId: 'mini-m4pro' }], meshCables(FOUR));
  expect(findCheck(judge(macs), 'MESH_COMPLETE')?.evidence).toMatch(
    /Pippin has 3 ports for it, and a mesh of 5 needs 4\.$/,
  );
});

it('two 14-inch M5 with Thunderbolt 4: why not, and what they can still do', () => {
  const macs = cabledMacs(specsOf(['Quince', 'Pear'], { catalogId: 'mbp14-m5' }), [['Quince', 1, 'Pear', 1]]);
  const readiness = judge(macs);
  expect(states(readiness)).toEqual({ jaccl: 'fail', jaccl_ring: 'fail', ring: 'pass' });
  expect(readiness.verdicts.jaccl).toMatchObject({
    deciding: ['MODEL_TB5', 'LINK_SPEED_TB5'],
    text:
      'No JACCL mesh. Quince and Pear: MacBook Pro (14-inch, M5, 2025) has Thunderbolt 4; its ports say up to 40 Gb/s, ' +
      'and RDMA needs Thunderbolt 5 (80 Gb/s). Quince en2 and Pear en2: 40 Gb/s.',
  });
  expect(findCheck(readiness, 'MODEL_TB5')?.remedy?.text).toBe(
    'Quince and Pear can’t join an RDMA group: no cable, setting or update changes the ports. ' +
      'Each can still run a model by itself, and be one rank of a TCP ring, where splitting by layers (pipeline) suits it.',
  );
});

it('a pair through a dock: no RDMA, TCP all the same', () => {
  const plain = cabledMacs(specsOf(PAIR), [['Anjou', 2, 'Bosc', 2]]);
  const macs = changeFacts(plain, 'Anjou', ({ thunderbolt }) => ({
    thunderbolt: thunderbolt!.map((port) => (port.connected ? { ...port, through: 'TS4' } : port)),
  }));
  const readiness = judge(macs);
  expect(states(readiness)).toEqual({ jaccl: 'fail', jaccl_ring: 'fail', ring: 'pass' });
  expect(readiness.verdicts.jaccl.text).toContain('0 of 1 cable: Anjou to Bosc goes through TS4.');
  expect(findCheck(readiness, 'MESH_COMPLETE')?.remedy?.steps).toEqual([
    'Anjou, Thunderbolt port 3 (en4), to Bosc, Thunderbolt port 3 (en4)',
  ]);
});

it('mixed builds: no RDMA, and each build told', () => {
  const macs = cabledMacs(
    [
      { name: 'Anjou', facts: { osVersion: '26.10', osBuild: '25K1' } },
      { name: 'Bosc', facts: { osVersion: '26.2', osBuild: '25C56' } },
      { name: 'Comice', facts: { osVersion: '26.10', osBuild: '25K1' } },
      { name: 'Concorde', facts: { osBuild: null } },
    ],
    meshCables(FOUR),
  );
  const readiness = judge(macs);
  expect(states(readiness)).toEqual({ jaccl: 'fail', jaccl_ring: 'fail', ring: 'pass' });
  expect(readiness.verdicts.jaccl.deciding).toEqual(['OS_BUILD_MATCH']);
  expect(findCheck(readiness, 'OS_BUILD_MATCH')).toMatchObject({
    machineIds: ['bosc'],
    evidence: 'Anjou and Comice: macOS 26.10 (25K1); Bosc: macOS 26.2 (25C56); Concorde: not known.',
  });
  expect(findCheck(readiness, 'OS_MIN_26_2')).toMatchObject({
    state: 'warn',
    machineIds: ['bosc'],
    evidence: 'Bosc: macOS 26.2, without the large buffers of 26.3.',
  });
});

describe('with nothing known', () => {
  const nothing = { facts: null, engine: null, model: null, connection: 'suspect' } as const;
  const readiness = judge(cabledMacs(specsOf(PAIR, nothing), []));

  it('nothing is a pass but the size, and no verdict is one', () => {
    expect(states(readiness)).toEqual({ jaccl: 'unknown', jaccl_ring: 'unknown', ring: 'unknown' });
    const passed = readiness.checks.filter(({ state }) => state !== 'unknown').map(({ code }) => code);
    expect(passed).toEqual(['SIZE_GE_2', 'SIZE_LE_8']);
    expect(readiness.verdicts.ring.text).toBe(
      'TCP ring: not known. Anjou and Bosc: the agent has been silent for a moment. ' +
        'Anjou and Bosc: not known. Anjou and Bosc: has reported nothing yet.',
    );
  });

  it.each<[string, (facts: MachineFacts) => Partial<MachineFacts>, CheckCode]>([
    ['the RDMA switch', () => ({ rdma: { enabled: null, devices: [] } }), 'RDMA_ENABLED'],
    ['the build', () => ({ osBuild: null }), 'OS_BUILD_MATCH'],
    ['the version', () => ({ osVersion: null }), 'OS_MIN_26_2'],
    [
      'the speed',
      (facts) => ({ thunderbolt: facts.thunderbolt!.map((port) => ({ ...port, speedGbps: null })) }),
      'LINK_SPEED_TB5',
    ],
    [
      'the state of a port',
      (facts) => ({
        rdma: {
          enabled: true,
          devices: facts.rdma!.devices!.map((device) => ({ ...device, portActive: null })),
        },
      }),
      'RDMA_PORT_ACTIVE',
    ],
    [
      'the address in the table of the RDMA device',
      (facts) => ({
        rdma: {
          enabled: true,
          devices: facts.rdma!.devices!.map((device) => ({ ...device, hasIpv4Gid: false })),
        },
      }),
      'IFACE_IPV4',
    ],
  ])('of %s alone, RDMA is not ready either', (_, to, code) => {
    const macs = changeFacts(cabledMacs(specsOf(PAIR), [['Anjou', 2, 'Bosc', 2]]), 'Bosc', to);
    const partly = judge(macs);
    expect(findCheck(partly, code)?.state).toBe('unknown');
    expect(partly.verdicts.jaccl.state).not.toBe('pass');
    expect(partly.verdicts.jaccl_ring.state).not.toBe('pass');
  });
});

it('a report of an older agent still counts: its addresses tell what its interfaces do not', () => {
  const old = ({ rdma }: MachineFacts): Partial<MachineFacts> => ({
    interfaces: undefined,
    memoryPressure: undefined,
    rdma: {
      enabled: true,
      devices: rdma!.devices!.map(({ name, portActive }) => ({ name, portActive })),
    },
  });
  const macs = cabledMacs(specsOf(PAIR), [['Anjou', 2, 'Bosc', 2]]);
  const readiness = judge(changeFacts(changeFacts(macs, 'Anjou', old), 'Bosc', old));
  expect(readiness.verdicts.jaccl.state).toBe('pass');
  expect(findCheck(readiness, 'BRIDGE_OFF')).toMatchObject({ state: 'unknown' });
  expect(findCheck(readiness, 'MEMORY_PRESSURE')).toMatchObject({ state: 'unknown' });
});

describe('what is wished', () => {
  const pair = cabledMacs(specsOf(PAIR), [['Anjou', 2, 'Bosc', 2]]);
  const GIB = 1024 ** 3;

  it('heads that do not divide rule tensor splitting out, and nothing else', () => {
    const tensor = { state: 'fail', says: '7 key-value heads do not divide by 2' } as const;
    const any = judge(pair, { wish: { tensor } });
    expect(findCheck(any, 'TP_DIVISIBLE')).toMatchObject({
      state: 'fail',
      evidence: '7 key-value heads do not divide by 2.',
    });
    expect(any.verdicts.jaccl.state).toBe('pass');
    const wanted = judge(pair, { wish: { tensor, parallelism: 'tensor' } });
    expect(wanted.verdicts.jaccl).toMatchObject({ state: 'fail', deciding: ['TP_DIVISIBLE'] });
  });

  it.each([
    [300 * GIB, {}, 'pass', /needs 300.GB of 384.GB \(macOS’s usual share, not measured\)/],
    [400 * GIB, {}, 'fail', /needs 400.GB of 384.GB/],
    [400 * GIB, { wiredLimitBytes: 450 * GIB }, 'pass', /needs 400.GB of 450.GB \(set limit\)/],
    [400 * GIB, { wiredLimitBytes: null }, 'unknown', /what the GPU may use is not known/],
    [600 * GIB, { wiredLimitBytes: null }, 'fail', /needs 600.GB of 512.GB/],
  ])('%s bytes with %j: %s', (bytesPerMachine, facts, state, says) => {
    const macs = cabledMacs(specsOf(PAIR, { facts }), [['Anjou', 2, 'Bosc', 2]]);
    const readiness = judge(macs, { wish: { bytesPerMachine } });
    expect(findCheck(readiness, 'MEMORY_FITS')?.state).toBe(state);
    expect(findCheck(readiness, 'MEMORY_FITS')?.evidence).toMatch(says);
    expect(readiness.verdicts.ring.state).toBe(state);
  });
});

it('judges a set of eight among 200 machines and 300 cables in a moment', () => {
  const names = Array.from({ length: 200 }, (_, index) => `Mac ${index}`);
  const eight = names.slice(0, 8);
  // A mesh of six, two more by a cable each, and the rest in rings of four.
  const rings = Array.from({ length: 48 }, (_, index) =>
    ringCables(names.slice(8 + index * 4, 12 + index * 4)),
  );
  const macs = cabledMacs(specsOf(names), [...meshCables(eight.slice(0, 6)), ...rings.flat()]);
  const extra = Array.from({ length: 300 - macs.links.length }, (_, index) => ({
    ...macs.links[0]!,
    aMachineId: eight[6]!.toLowerCase(),
    bMachineId: names[index + 8]!.toLowerCase(),
  }));
  const request = { machines: macs.machines.slice(0, 8), links: [...macs.links, ...extra] };
  expect(request.links.length).toBeGreaterThanOrEqual(300);
  const times = Array.from({ length: 7 }, () => {
    const started = performance.now();
    checkReadiness(request);
    return performance.now() - started;
  });
  // The best of several: the others may have waited for the processor.
  expect(Math.min(...times)).toBeLessThan(50);
});
