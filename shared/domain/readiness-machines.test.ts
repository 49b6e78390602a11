import { describe, expect, it } from 'vitest';
import { cabledMacs, type MacSpec } from '../testing/cabled-macs.ts';
import { changeFacts, findCheck, judge, PAIR, specsOf, states } from '../testing/judged-macs.ts';
import type { CheckCode } from './readiness-check.ts';

describe('one end of a pair', () => {
  const pair = cabledMacs(specsOf(PAIR), [['Anjou', 2, 'Bosc', 2]]);

  it('without an IPv4 address fails, with the commands that give one', () => {
    const macs = changeFacts(pair, 'Bosc', (facts) => ({
      addresses: facts.addresses.filter((it) => it.interface === 'en0'),
      interfaces: facts.interfaces!.map((it) => (it.name === 'en3' ? { ...it, ipv4: [] } : it)),
      rdma: { enabled: true, devices: [{ name: 'rdma_en3', portActive: true, hasIpv4Gid: false }] },
    }));
    const readiness = judge(macs);
    expect(readiness.verdicts.jaccl).toMatchObject({ state: 'fail', deciding: ['IFACE_IPV4'] });
    expect(findCheck(readiness, 'IFACE_IPV4')).toMatchObject({
      evidence: 'Bosc en3: no IPv4 address.',
      remedy: {
        commands: expect.arrayContaining(['sudo ifconfig en3 inet 192.168.0.6 netmask 255.255.255.252']),
      },
    });
  });

  const bridged = (withAddress: boolean, members: string[]) =>
    changeFacts(pair, 'Bosc', (facts) => ({
      addresses: facts.addresses.filter((it) => withAddress || it.interface === 'en0'),
      rdma: withAddress ? facts.rdma : { enabled: true, devices: [{ name: 'rdma_en3', portActive: true }] },
      interfaces: [
        ...facts.interfaces!.map((it) => (withAddress || it.name !== 'en3' ? it : { ...it, ipv4: [] })),
        { name: 'bridge0', up: true, active: true, ipv4: [], hasIpv6LinkLocal: false, members },
      ],
    }));

  it('in the bridge is a warning when it has its own address', () => {
    const readiness = judge(bridged(true, ['en3', 'en9']));
    expect(readiness.verdicts.jaccl.state).toBe('pass');
    expect(findCheck(readiness, 'BRIDGE_OFF')).toMatchObject({
      state: 'warn',
      machineIds: ['bosc'],
      evidence: 'Bosc en3: in bridge0, on which en9 hangs too; harmless, as it has 192.168.0.2 of its own.',
    });
  });

  it('in the bridge fails without one, and the bridge stays where something else hangs on it', () => {
    const readiness = judge(bridged(false, ['en3', 'en9']));
    expect(readiness.verdicts.jaccl.deciding).toEqual(['IFACE_IPV4', 'BRIDGE_OFF']);
    const commands = findCheck(readiness, 'BRIDGE_OFF')?.remedy?.commands;
    expect(commands).toContain('# bridge0 stays: en9 hangs on it, and addresses on the ports are enough.');
    expect(commands).not.toContain('sudo ifconfig bridge0 down');
    expect(findCheck(judge(bridged(false, ['en3'])), 'BRIDGE_OFF')?.remedy?.commands).toContain(
      'sudo ifconfig bridge0 down',
    );
  });

  it('with RDMA off gets the steps in Recovery, and no command to run', () => {
    const macs = changeFacts(pair, 'Bosc', ({ rdma }) => ({ rdma: { ...rdma!, enabled: false } }));
    const check = findCheck(judge(macs), 'RDMA_ENABLED');
    expect(check).toMatchObject({ state: 'fail', machineIds: ['bosc'], evidence: 'Bosc: RDMA is off.' });
    expect(check?.remedy).toEqual({
      text: 'RDMA is turned on in Recovery only, at Bosc itself.',
      steps: [
        'Shut the Mac down.',
        'Hold its power button until “Loading startup options” appears.',
        'Choose Options, then Continue, and sign in as an administrator.',
        'Open Utilities › Terminal and type: rdma_ctl enable',
        'Restart from the Apple menu. Then rdma_ctl status says enabled.',
      ],
      commands: [],
    });
  });

  it.each<[string, Partial<MacSpec>, CheckCode, string, 'fail' | 'warn' | 'unknown']>([
    [
      'too old',
      { upgradeRequired: 'Update it.' },
      'SSH_OR_AGENT_REACHABLE',
      'this portal does not work with its version',
      'fail',
    ],
    ['lost', { connection: 'lost' }, 'SSH_OR_AGENT_REACHABLE', 'the agent does not answer', 'fail'],
    ['old macOS', { facts: { osVersion: '26.1' } }, 'OS_MIN_26_2', 'macOS 26.1, and RDMA needs 26.2', 'fail'],
    ['Linux', { facts: { os: 'linux' } }, 'MODEL_TB5', 'runs Linux', 'fail'],
    ['another chip', { facts: { chip: 'Apple M5 Ultra' } }, 'CHIP_MATCH', 'Bosc: Apple M5 Ultra', 'warn'],
    [
      'RDMA without devices',
      { facts: { rdma: { enabled: true, devices: [] } } },
      'RDMA_ENABLED',
      'no RDMA device',
      'fail',
    ],
    ['pressure', { facts: { memoryPressure: 4 } }, 'MEMORY_PRESSURE', 'critical', 'fail'],
    ['sleep', { facts: { sleepAfterMinutes: 10 } }, 'POWER_AND_LID', 'sleeps after 10 min', 'warn'],
    [
      'a closed lid',
      { facts: { lidClosed: true, onBattery: true } },
      'POWER_AND_LID',
      'runs on battery, its lid is closed',
      'warn',
    ],
    ['refused network', { localNetworkAllowed: false }, 'LOCAL_NETWORK', 'error 65', 'fail'],
    [
      'a model nobody knows',
      { model: null, facts: { thunderbolt: [] } },
      'MODEL_TB5',
      'not established',
      'unknown',
    ],
  ])('%s', (_, spec, code, says, state) => {
    const macs = cabledMacs([{ name: 'Anjou' }, { name: 'Bosc', ...spec }], [['Anjou', 2, 'Bosc', 2]]);
    const check = findCheck(judge(macs), code);
    expect(check?.state).toBe(state);
    expect(check?.evidence).toContain(says);
    expect(check?.machineIds).toEqual(['bosc']);
  });

  it('with another MLX, or one without JACCL, is told by its versions', () => {
    const engine = pair.machines[0]!.engine!;
    const withEngine = (change_: object) =>
      judge(
        cabledMacs(
          [{ name: 'Anjou' }, { name: 'Bosc', engine: { ...engine, ...change_ } }],
          [['Anjou', 2, 'Bosc', 2]],
        ),
      );
    expect(findCheck(withEngine({ mlx: '0.32.2' }), 'ENGINE_VERSION_MATCH')).toMatchObject({
      state: 'fail',
      evidence: 'Anjou: MLX 0.32.1, mlx-lm 0.31.3; Bosc: MLX 0.32.2, mlx-lm 0.31.3.',
    });
    const without = withEngine({ backends: ['ring'] });
    expect(findCheck(without, 'ENGINE_JACCL')?.evidence).toBe('Bosc: MLX was built without JACCL.');
    expect(states(without)).toEqual({ jaccl: 'fail', jaccl_ring: 'fail', ring: 'pass' });
    expect(
      findCheck(withEngine({ ready: false, message: 'No Python.' }), 'ENGINE_VERSION_MATCH')?.evidence,
    ).toBe('Bosc: MLX is not ready (No Python.).');
    // One that is not MLX is known by its own name, and is not the same as MLX.
    const other = { mlx: null, mlxLm: null, product: { name: 'Other', version: '1.2' } };
    expect(findCheck(withEngine(other), 'ENGINE_VERSION_MATCH')).toMatchObject({
      state: 'fail',
      evidence: 'Anjou: MLX 0.32.1, mlx-lm 0.31.3; Bosc: Other 1.2.',
    });
  });
});

describe('ports by themselves', () => {
  const unknownModel = (speedGbps: number, connected: boolean) =>
    cabledMacs(
      specsOf(PAIR, {
        model: null,
        facts: {
          thunderbolt: [
            {
              receptacle: '1',
              interface: 'en2',
              domainUuid: 'X',
              peerDomainUuid: null,
              speedGbps,
              connected,
            },
          ],
        },
      }),
      [],
    );

  it.each([
    [120, false, 'pass', 'its ports say up to 120 Gb/s'],
    [40, false, 'fail', 'its ports say up to 40 Gb/s, and RDMA needs Thunderbolt 5'],
    [80, true, 'pass', 'its ports say up to 80 Gb/s'],
    [40, true, 'unknown', 'it is not established which Thunderbolt it has'],
  ])('at %s Gb/s, cabled %s: %s', (speedGbps, connected, state, says) => {
    const check = findCheck(judge(unknownModel(speedGbps, connected)), 'MODEL_TB5');
    expect(check).toMatchObject({ state, evidence: `Anjou and Bosc: ${says}.` });
  });
});
