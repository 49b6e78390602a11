import { expect, onTestFinished, test } from 'vitest';
import { RemoteError } from '@/shared/protocol/request.ts';
import type { Clocks } from './notice-changes.ts';
import type { PortalLink } from './portal-link.ts';
import { watchMachine } from './watch-machine.ts';

function makeWatch(answers: (Error | null)[]) {
  const asked: { notes: { kind: string }[] }[] = [];
  const state = { isReady: true, disturbed: 0 };
  let now: Clocks = { continuousMs: 0, awakeMs: 0, wallMs: 0, addresses: [] };
  const link = {
    isReady: () => state.isReady,
    ask: (_event: string, payload: never) => {
      asked.push(payload);
      const error = answers.shift() ?? null;
      return error ? Promise.reject(error) : Promise.resolve({});
    },
    tell: () => undefined,
  } as unknown as PortalLink;
  const watch = watchMachine({
    link,
    clock: { now: () => new Date(now.wallMs) },
    onDisturbed: () => (state.disturbed += 1),
    read: () => now,
  });
  onTestFinished(() => watch.close());
  const sleep = async (ms: number): Promise<void> => {
    now = { ...now, continuousMs: now.continuousMs + ms, wallMs: now.wallMs + ms };
    await watch.look();
  };
  return { watch, asked, state, sleep };
}
const kinds = (asked: { notes: { kind: string }[] }[]) =>
  asked.map((it) => it.notes.map((note) => note.kind));

test('what was noticed without a portal is kept and told once it is back, in order and once', async () => {
  const { watch, asked, state, sleep } = makeWatch([]);
  state.isReady = false;
  await sleep(20_000);
  await sleep(30_000);
  expect([asked.length, state.disturbed]).toEqual([0, 2]);
  state.isReady = true;
  watch.flush();
  await expect.poll(() => kinds(asked)).toEqual([['slept', 'slept']]);
  watch.flush();
  await sleep(40_000);
  expect(kinds(asked)).toEqual([['slept', 'slept'], ['slept']]);
});

test('a portal that was away gets it again, one that refuses it does not; the list ends', async () => {
  const { asked, state, sleep } = makeWatch([
    new RemoteError('UNAVAILABLE', 'Later.'),
    null,
    new RemoteError('VALIDATION', 'No.'),
  ]);
  await sleep(20_000);
  await sleep(20_000);
  expect(kinds(asked)).toEqual([['slept'], ['slept', 'slept']]);
  await sleep(20_000);
  await sleep(20_000);
  expect(kinds(asked).slice(2)).toEqual([['slept'], ['slept']]);
  state.isReady = false;
  for (let i = 0; i < 60; i += 1) await sleep(20_000);
  state.isReady = true;
  await sleep(20_000);
  expect(asked.at(-1)!.notes).toHaveLength(50);
});
