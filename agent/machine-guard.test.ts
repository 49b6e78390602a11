import { expect, test } from 'vitest';
import { createMachineGuard } from './machine-guard.ts';
import type { RankUpdate } from './runtime/runtime.ts';

const GB = 1e9;
const ref = { sessionId: 's', epoch: 1, rank: 0 };

function machine() {
  let nowMs = 0;
  const guard = createMachineGuard({ mostWatts: 480, nowMs: () => nowMs, now: () => new Date(nowMs) });
  const read = (usedGb: number | null, { gpu = 0, watts = 20 } = {}, seconds = 1): void => {
    for (let second = 0; second < seconds; second++) {
      nowMs += 1000;
      guard.onReading({
        gpuRatio: gpu,
        powerWatts: watts,
        memoryUsedBytes: usedGb === null ? null : usedGb * GB,
      });
    }
  };
  const say = (update: RankUpdate): void => guard.onRankState(ref, update);
  const holds = (gb: number): void => {
    say({ state: 'loaded', memoryBytes: gb * GB });
    read(20 + gb, { gpu: 0.9, watts: 200 }, 10);
  };
  return { guard, read, say, holds };
}

test('the next rank waits until the memory of the last is back', async () => {
  const { guard, read, say, holds } = machine();
  holds(300);
  say({ state: 'exited', cause: 'asked' });
  let isFree = false;
  const free = guard.untilFree().then((words) => ((isFree = true), words));
  read(320);
  await Promise.resolve();
  expect(isFree).toBe(false);
  read(40);
  expect(await free).toBeNull();
  expect(guard.trouble()).toBeNull();
});

test('memory that does not come back within half a minute keeps the machine out, until an admin has looked', async () => {
  const { guard, read, say, holds } = machine();
  holds(300);
  say({ state: 'exited', cause: 'crashed' });
  const free = guard.untilFree();
  read(318, {}, 32);
  expect(await free).toMatch(/298 GB of a rank that is gone .* Restart this machine[.]$/);
  expect(guard.trouble()).toMatchObject({ kind: 'memory_held' });
  expect(await guard.untilFree()).toMatch(/Restart/);
  guard.forgive();
  expect(await guard.untilFree()).toBeNull();
});

test('a rank that stalled on a GPU that is active at low power is told as a GPU that hangs', async () => {
  const { guard, read, say, holds } = machine();
  holds(300);
  read(320, { gpu: 1, watts: 41 }, 10);
  say({ state: 'exited', cause: 'stalled' });
  expect(guard.trouble()).toMatchObject({ kind: 'gpu_wedged', detail: expect.stringMatching(/41 of 480 W/) });
});

test.each([
  ['asked to end', 'asked', 1, 41],
  ['stalled while its GPU computed', 'stalled', 1, 300],
  ['stalled while its GPU slept', 'stalled', 0, 41],
] as const)('a rank that was %s says nothing against its GPU', (_, cause, gpu, watts) => {
  const { guard, read, say, holds } = machine();
  holds(300);
  read(320, { gpu, watts }, 10);
  say({ state: 'exited', cause });
  read(20);
  expect(guard.trouble()).toBeNull();
});

test('a small rank, and one on a machine without a meter of memory, hold nobody up', async () => {
  const { guard, read, say } = machine();
  say({ state: 'loaded', memoryBytes: 13e6 });
  read(20);
  say({ state: 'exited', cause: 'asked' });
  expect(await guard.untilFree()).toBeNull();
  const blind = machine();
  blind.say({ state: 'loaded', memoryBytes: 300 * GB });
  blind.read(null);
  blind.say({ state: 'exited', cause: 'asked' });
  expect(await blind.guard.untilFree()).toBeNull();
});

test('a process that even SIGKILL does not end keeps the machine out, and is named', async () => {
  const { guard, read } = machine();
  read(20);
  guard.onStuck(4711);
  expect(guard.trouble()).toMatchObject({ kind: 'process_stuck' });
  expect(await guard.untilFree()).toMatch(/^Process 4711 of a rank does not end.* Restart this machine[.]$/);
});
