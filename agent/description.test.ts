import { expect, test } from 'vitest';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { createDescription } from './description.ts';
import type { PortalLink } from './portal-link.ts';
import type { Runtime } from './runtime/runtime.ts';

function setUp() {
  const machine = { diskFreeBytes: 1_430_000_000_000 as number | null, hostName: 'studio.lab' };
  const told: { facts: MachineFacts }[] = [];
  const link = {
    isReady: () => true,
    ask: async (_event: string, said: { facts: MachineFacts }) => void told.push(said),
  };
  const description = createDescription({
    probe: async () => ({ ...machine }) as MachineFacts,
    runtime: { describe: async () => ({ models: [], engine: null }) } as unknown as Runtime,
    link: link as unknown as PortalLink,
  });
  return { machine, told, description };
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
