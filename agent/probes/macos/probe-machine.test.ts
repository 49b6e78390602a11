import { describe, expect, it } from 'vitest';
import { joinThunderbolt } from '@/shared/domain/topology.ts';
import { MachineFacts } from '@/shared/schemas/machine.ts';
import { JoinInput } from '@/shared/protocol/join.ts';
import { boundDescription } from '../../bound-description.ts';
import { replayMac } from '../fixtures/replay.ts';
import { identifyMac } from '../identify.ts';
import type { Run } from '../run.ts';
import { parseManagerName } from './parse-manager-name.ts';
import { probeMac } from './probe-machine.ts';

const engine = { ready: false, mlx: null, mlxLm: null, python: null, backends: [], message: null };

describe('probeMac', () => {
  it('describes a Mac Studio M3 Ultra', async () => {
    const facts = await probeMac({ run: replayMac('studio-m3-ultra') });
    expect(MachineFacts.safeParse(facts).error).toBeUndefined();
    expect(facts).toMatchObject({
      hostName: 'Anjou',
      os: 'macos',
      osVersion: '26.3',
      osBuild: '25D125',
      hwModel: 'Mac15,14',
      chip: 'Apple M3 Ultra',
      cpuCores: 32,
      gpuCores: 80,
      memoryBytes: 549_755_813_888,
      onBattery: false,
      thermalPressure: 0,
      memoryPressure: 1,
      wiredLimitBytes: 448 * 1024 ** 3,
      lidClosed: null,
      sleepAfterMinutes: 0,
      simulated: false,
    });
    expect(facts.thunderbolt).toHaveLength(6);
    expect(facts.rdma?.enabled).toBe(true);
    expect(facts.rdma?.devices?.filter(({ portActive }) => portActive).map(({ name }) => name)).toEqual([
      'rdma_en3',
      'rdma_en4',
    ]);
  });

  it('lets no hardware address or raw host id out', async () => {
    const text = JSON.stringify(await probeMac({ run: replayMac('studio-m3-ultra') }));
    expect(text).not.toMatch(/XXXXXXXXXX|00:00:5e|01234567-89AB|0000000000000000/i);
  });

  it('calls a cable of a port in the Thunderbolt Bridge not ready, and one with its own address ready', async () => {
    const studio = await probeMac({ run: replayMac('studio-m3-ultra') });
    const cabledTo = (name: string) => {
      const near = studio.thunderbolt?.find((each) => each.interface === name);
      const far = { ...near!, domainUuid: near!.peerDomainUuid!, peerDomainUuid: near!.domainUuid };
      const peer = { ...studio, hostId: 'peer', thunderbolt: [{ ...far, interface: 'en3' }] };
      const links = joinThunderbolt([
        { machineId: 'studio', facts: studio },
        { machineId: 'peer', facts: peer },
      ]);
      return links.find((link) => link.bPort === name)?.rdma;
    };
    expect([cabledTo('en3'), cabledTo('en4')]).toEqual([true, false]);
  });

  it('sees the Mac behind a dock, no Mac in a display, and RDMA that is not enabled', async () => {
    const mini = await probeMac({ run: replayMac('mini-m4-pro') });
    expect(MachineFacts.safeParse(mini).error).toBeUndefined();
    expect(mini.thunderbolt).toMatchObject([
      { interface: 'en2', peerDomainUuid: null, through: 'Studio Display' },
      { interface: 'en3', peerDomainUuid: '88888888-0000-4000-8000-88888888888B', through: 'TS4' },
      { interface: 'en4', peerDomainUuid: null, through: null, connected: false },
    ]);
    expect(mini.rdma).toEqual({ enabled: false, devices: [] });
  });

  it('gives agents on one host the same id and other hosts another', async () => {
    const [one, again, other] = await Promise.all(
      ['studio-m3-ultra', 'studio-m3-ultra', 'notebook-m5'].map((name) => probeMac({ run: replayMac(name) })),
    );
    expect(one?.hostId).toBe(again?.hostId);
    expect(one?.hostId).not.toBe(other?.hostId);
  });

  it('does not call a Thunderbolt 4 notebook ready, although it lists active RDMA devices', async () => {
    const notebook = await probeMac({ run: replayMac('notebook-m5') });
    expect(notebook).toMatchObject({ onBattery: true, thermalPressure: 2, cpuCores: 10, gpuCores: 10 });
    expect(notebook.rdma).toMatchObject({
      enabled: true,
      devices: [{ name: 'rdma_en1', portActive: true }, {}],
    });
    const peer = {
      ...notebook,
      hostId: 'peer',
      thunderbolt: [
        {
          receptacle: '1',
          interface: 'en1',
          domainUuid: '44444444-0000-4000-8000-444444444444',
          peerDomainUuid: '33333333-0000-4000-8000-333333333333',
          speedGbps: null,
          connected: true,
        },
      ],
    };
    const links = joinThunderbolt([
      { machineId: 'notebook', facts: notebook },
      { machineId: 'peer', facts: peer },
    ]);
    expect(links).toMatchObject([{ speedGbps: 40, rdma: false }]);
  });

  it('leaves unknown what an older Mac without the tools can not say', async () => {
    const facts = await probeMac({ run: replayMac('bare-mac') });
    expect(MachineFacts.safeParse(facts).error).toBeUndefined();
    expect(facts).toMatchObject({
      hwModel: 'Macmini9,1',
      chip: 'Apple M1',
      osVersion: '15.7.2',
      gpuCores: null,
      thunderbolt: null,
      rdma: null,
      onBattery: null,
      thermalPressure: null,
      interfaces: null,
      memoryPressure: null,
      wiredLimitBytes: null,
      lidClosed: null,
      sleepAfterMinutes: null,
    });
  });

  it('tells its serial number, and none where that is not set', async () => {
    expect((await probeMac({ run: replayMac('notebook-m5') })).serial).toBe('C0FFEE1234');
    expect((await probeMac({ run: replayMac('studio-m3-ultra') })).serial).toBeNull();
    const about = await identifyMac(replayMac('notebook-m5'));
    expect(about).toMatchObject({ serial: 'C0FFEE1234', hwModel: 'Mac17,2', memoryBytes: 32 * 1024 ** 3 });
    expect(JoinInput.shape.machine.safeParse(about).error).toBeUndefined();
    expect(about.hardwareId).not.toBe((await probeMac({ run: replayMac('notebook-m5') })).hostId);
  });

  it('keeps as evidence what was asked, and of what gave nothing why', async () => {
    const { probes = [] } = await probeMac({ run: replayMac('studio-m3-ultra') });
    expect(probes.filter((it) => !it.ok).map((it) => `${it.name}: ${it.problem}`)).toEqual([
      // The capture has no serial number, and this desktop no lid.
      'Lid: gave nothing',
    ]);
    expect(probes.find((it) => it.source === 'rdma_ctl status')).toMatchObject({
      name: 'RDMA on or off',
      ok: true,
    });
    const run: Run = async (command, args, timeoutMs, onWhy) => {
      if (command === 'rdma_ctl') return 'partially enabled';
      if (command === 'ibv_devices') throw new Error('out of files');
      if (command.endsWith('pmset')) onWhy?.('no answer within 5 s');
      return command.endsWith('pmset') ? null : replayMac('mini-m4-pro')(command, args, timeoutMs);
    };
    const facts = await probeMac({ run });
    const why = new Map(facts.probes?.map((it) => [it.name, it.problem]));
    expect(why.get('RDMA on or off')).toBe('answered in a form that is not known');
    expect(why.get('RDMA devices')).toBe('could not be read: out of files');
    expect(why.get('Mains or battery')).toBe('no answer within 5 s');
    // None of them stops the others.
    expect(facts).toMatchObject({ osVersion: '26.2', onBattery: null });
    expect(facts.thunderbolt).toHaveLength(3);
    expect(boundDescription({ facts, models: [], engine: engine }).facts.probes).toEqual(facts.probes);
  });

  it('knows a daemon that macOS lets reach others from a program in somebody’s session', async () => {
    expect((await probeMac({ run: replayMac('studio-m3-ultra') })).localNetwork).toBe('allowed');
    expect(
      ['System\n', 'Aqua\n', 'Background', '', 'no such thing'].map((it) => parseManagerName(it, false)),
    ).toEqual(['allowed', 'unsure', 'unsure', null, null]);
    expect(parseManagerName('Aqua', true)).toBe('allowed');
  });

  it('stands a Mac on which nothing answers', async () => {
    const facts = await probeMac({ run: async () => null });
    expect(MachineFacts.safeParse(facts).error).toBeUndefined();
    expect(facts).toMatchObject({
      hwModel: null,
      chip: null,
      memoryBytes: null,
      cpuCores: null,
      osVersion: null,
    });
  });
});
