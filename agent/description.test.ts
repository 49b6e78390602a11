import { expect, test, vi } from 'vitest';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { RemoteError } from '@/shared/protocol/request.ts';
import { createDescription } from './description.ts';
import type { PortalLink } from './portal-link.ts';
import type { Runtime } from './runtime/runtime.ts';

function setUp() {
  const machine = { diskFreeBytes: 1_430_000_000_000 as number | null, hostName: 'studio.lab' };
  const told: { facts: MachineFacts }[] = [];
  const link = {
    isReady: () => !portal.isAway,
    ask: async (_event: string, said: { facts: MachineFacts }) => {
      told.push(said);
      if (portal.refusal !== null) throw new RemoteError(portal.refusal, 'no');
    },
  };
  const portal = { refusal: null as string | null, isAway: false };
  const description = createDescription({
    probe: async () => ({ ...machine }) as MachineFacts,
    runtime: { describe: async () => ({ models: [], engine: null }) } as unknown as Runtime,
    link: link as unknown as PortalLink,
  });
  return { machine, portal, told, description };
}

test('free disk is told by what is shown of it, and again only when that has changed', async () => {
  const { machine, told, description } = setUp();
  expect((await description.describe()).facts.diskFreeBytes).toBe(1_400_000_000_000);
  for (let minute = 1; minute <= 200; minute += 1) {
    machine.diskFreeBytes = 1_430_000_000_000 - minute * 100_000_000;
    await description.refresh();
  }
  expect(told).toEqual([]);
  machine.diskFreeBytes = 1_390_000_000_000;
  await description.refresh();
  machine.diskFreeBytes = null;
  await description.refresh();
  machine.hostName = 'other.lab';
  await description.refresh();
  await description.refresh();
  expect(told.map((it) => it.facts.diskFreeBytes)).toEqual([1_300_000_000_000, null, null]);
});

test('when each look was made is told now and then, for the age of what is known; what came of it at once', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  try {
    const { machine, told, description } = setUp();
    const look = (problem: string | null) => [
      { name: 'Lid', source: 'ioreg', at: new Date(), ok: problem === null, problem },
    ];
    const minute = async (problem: string | null) => {
      vi.advanceTimersByTime(60_000);
      Object.assign(machine, { probes: look(problem) });
      await description.refresh();
    };
    Object.assign(machine, { probes: look(null) });
    await description.describe();
    for (let index = 0; index < 5; index += 1) await minute(null);
    expect(told).toEqual([]);
    await minute(null);
    expect(told).toHaveLength(1);
    await minute('not installed');
    expect(told).toHaveLength(2);
    await minute('not installed');
    expect(told).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ['TIMEOUT', 3],
  ['VALIDATION', 1],
])('what could not be told (%s) is told %i times in three looks', async (refusal, times) => {
  const { machine, portal, told, description } = setUp();
  await description.describe();
  portal.refusal = refusal;
  machine.hostName = 'other.lab';
  for (let minute = 1; minute <= 3; minute += 1) await description.refresh();
  expect(told).toHaveLength(times);
});

test('what has changed since a hello looked, and before the portal took it, is told once it has', async () => {
  const { machine, portal, told, description } = setUp();
  portal.isAway = true;
  await description.describe();
  machine.hostName = 'other.lab';
  await description.refresh();
  portal.isAway = false;
  await description.refreshMissed();
  await description.refreshMissed();
  expect(told.map((it) => it.facts.hostName)).toEqual(['other.lab']);
});

test('a machine whose folders can’t be looked through is told all the same, with what is wrong', async () => {
  let isBroken = false;
  const description = createDescription({
    probe: async () => ({ hostName: 'studio.lab', diskFreeBytes: null }) as MachineFacts,
    runtime: {
      describe: async () => {
        if (isBroken) throw new Error('EACCES: permission denied, scandir ‘/models/other’');
        return { models: [], engine: { ready: true, mlx: '0.30.0', backends: [], message: null } };
      },
    } as unknown as Runtime,
    link: { isReady: () => false } as unknown as PortalLink,
  });
  await description.describe();
  isBroken = true;
  const { facts, engine } = await description.describe();
  expect(facts.hostName).toBe('studio.lab');
  expect(engine).toMatchObject({
    ready: true,
    mlx: '0.30.0',
    message: expect.stringContaining('EACCES') as string,
  });
});
