import { describe, expect, it } from 'vitest';
import { cabledMacs, meshCables, type MacSpec } from '../testing/cabled-macs.ts';
import { planAddresses } from './cable-addresses.ts';
import { proposeNetworkSetup } from './network-setup.ts';

const THREE = ['Anjou', 'Bosc', 'Comice'];
const bare: MacSpec['facts'] = { addresses: [{ interface: 'en0', ipv4: '10.20.0.11' }], interfaces: [] };
const macsWith = (facts: MacSpec['facts']) =>
  cabledMacs(
    THREE.map((name) => ({ name, facts: facts ?? null })),
    meshCables(THREE),
  );
const bridgeOf = (members: string[]) => ({
  name: 'bridge0',
  up: true,
  active: true,
  ipv4: [],
  hasIpv6LinkLocal: false,
  members,
});

describe('planAddresses', () => {
  it('gives each cable a /30 of its own, as MLX does', () => {
    const { machines, links } = macsWith(bare);
    const plan = planAddresses(machines, links.toReversed());
    expect(plan.map(({ link, a, b, isSet }) => [link.aPort, a, link.bPort, b, isSet])).toEqual([
      ['en3', '192.168.0.1', 'en3', '192.168.0.2', false],
      ['en4', '192.168.0.5', 'en3', '192.168.0.6', false],
      ['en4', '192.168.0.9', 'en4', '192.168.0.10', false],
    ]);
  });

  it('keeps what is set up', () => {
    const { machines, links } = cabledMacs(
      THREE.map((name) => ({ name })),
      meshCables(THREE),
    );
    const plan = planAddresses(machines, links);
    expect(plan.every(({ isSet }) => isSet)).toBe(true);
    expect(plan[1]).toMatchObject({ a: '192.168.0.5', b: '192.168.0.6' });
  });

  it('keeps out of networks that one of them is in, whatever their size', () => {
    const home = { ...bare, addresses: [{ interface: 'en0', ipv4: '192.168.0.40' }] };
    const { machines, links } = macsWith(home);
    expect(planAddresses(machines, links)[0]?.a).toBe('192.168.1.1');
    const wide = {
      ...home,
      interfaces: [{ ...bridgeOf([]), name: 'en0', ipv4: [{ address: '192.168.0.40', prefixLength: 22 }] }],
    };
    const wider = macsWith(wide);
    expect(planAddresses(wider.machines, wider.links)[0]?.a).toBe('192.168.4.1');
    const all = macsWith({
      ...home,
      interfaces: [{ ...bridgeOf([]), name: 'en0', ipv4: [{ address: '192.168.0.40', prefixLength: 16 }] }],
    });
    expect(planAddresses(all.machines, all.links)).toEqual([]);
  });

  it('takes addresses that macOS gave both ends as set, and one end alone as not', () => {
    const { machines, links } = cabledMacs(
      [
        {
          name: 'Anjou',
          facts: { addresses: [{ interface: 'en3', ipv4: '169.254.1.2' }], interfaces: null },
        },
        {
          name: 'Bosc',
          facts: { addresses: [{ interface: 'en3', ipv4: '169.254.9.8' }], interfaces: null },
        },
      ],
      [['Anjou', 2, 'Bosc', 2]],
    );
    expect(planAddresses(machines, links)).toMatchObject([
      { a: '169.254.1.2', b: '169.254.9.8', isSet: true },
    ]);
    const half = machines.map((it) => (it.name === 'Bosc' ? { ...it, facts: null } : it));
    expect(planAddresses(half, links)).toMatchObject([{ a: '192.168.0.1', isSet: false }]);
  });

  it('leaves out ports without an interface and machines that are not among them', () => {
    const { machines, links } = macsWith(bare);
    expect(planAddresses(machines.slice(0, 1), links)).toEqual([]);
    expect(planAddresses(machines, [{ ...links[0]!, aPort: 'en3; reboot' }])).toEqual([]);
  });
});

describe('proposeNetworkSetup', () => {
  it('gives commands for each Mac, until the next restart and for good', () => {
    const macs = macsWith({ ...bare, interfaces: [bridgeOf(['en2', 'en3', 'en4'])] });
    const [anjou, bosc] = proposeNetworkSetup(macs.machines, macs.links);
    expect(anjou?.untilRestart).toEqual([
      '# Anjou, as an administrator; gone after a restart',
      'sudo ifconfig bridge0 down',
      'sudo ifconfig en3 inet 192.168.0.1 netmask 255.255.255.252',
      'sudo route change 192.168.0.2 -interface en3',
      'sudo ifconfig en4 inet 192.168.0.5 netmask 255.255.255.252',
      'sudo route change 192.168.0.6 -interface en4',
    ]);
    expect(anjou?.lasting).toEqual([
      '# Anjou, as an administrator; stays after a restart',
      'sudo networksetup -setnetworkserviceenabled "Thunderbolt Bridge" off',
      'sudo networksetup -createnetworkservice "Espalier en3" "Thunderbolt 2"',
      'sudo networksetup -setmanual "Espalier en3" 192.168.0.1 255.255.255.252',
      'sudo networksetup -createnetworkservice "Espalier en4" "Thunderbolt 3"',
      'sudo networksetup -setmanual "Espalier en4" 192.168.0.5 255.255.255.252',
    ]);
    expect(bosc?.untilRestart).toContain('sudo ifconfig en3 inet 192.168.0.2 netmask 255.255.255.252');
  });

  it('leaves a bridge alone on which something else hangs, or of which nothing is known', () => {
    const held = macsWith({ ...bare, interfaces: [bridgeOf(['en3', 'en9'])] });
    const textOf = ({ machines, links }: typeof held): string[] =>
      proposeNetworkSetup(machines, links).flatMap(({ untilRestart, lasting }) => [
        ...untilRestart,
        ...lasting,
      ]);
    expect(textOf(held)).toContain(
      '# bridge0 stays: en9 hangs on it, and addresses on the ports are enough.',
    );
    for (const macs of [held, macsWith({ ...bare, interfaces: null }), macsWith(bare)]) {
      expect(textOf(macs).filter((line) => /^[^#]*(?:bridge0|Thunderbolt Bridge)/.test(line))).toEqual([]);
    }
  });

  it('has nothing to say where all is set up', () => {
    const macs = cabledMacs(
      THREE.map((name) => ({ name })),
      meshCables(THREE),
    );
    expect(proposeNetworkSetup(macs.machines, macs.links)).toEqual([]);
  });

  it('lets no name or receptacle become a command', () => {
    const macs = macsWith(bare);
    const machines = macs.machines.map((machine) => ({
      ...machine,
      name: 'Anjou\nsudo rm -rf /\u2028x',
      facts: {
        ...machine.facts!,
        thunderbolt: machine.facts!.thunderbolt!.map((port) => ({ ...port, receptacle: '2"; reboot; "' })),
      },
    }));
    const lines = proposeNetworkSetup(machines, macs.links).flatMap((it) => [
      ...it.untilRestart,
      ...it.lasting,
    ]);
    expect(lines.every((line) => line.split(/[\n\u2028]/).length === 1)).toBe(true);
    expect(lines.filter((line) => line.includes('reboot'))).toEqual([]);
    expect(lines[0]).toBe('# Anjou sudo rm -rf / x, as an administrator; gone after a restart');
  });
});
