import { expect, test } from 'vitest';
import type { SessionPlan } from '../protocol/agent.ts';
import { ENGINE_DEFAULTS } from './engine-settings.ts';
import { digestOf, openPlan, sealPlan } from './session-plan.ts';

const plan: SessionPlan = {
  sessionId: 's1',
  epoch: 7,
  model: { id: 'm', revision: 'files-1' },
  backend: 'ring',
  parallelism: 'tensor',
  network: { kind: 'ring', hosts: ['10.0.0.1:1', '10.0.0.2:2'] },
  ranks: [
    { rank: 0, machineId: 'a', machineName: 'Anjou' },
    { rank: 1, machineId: 'b', machineName: 'Bosc' },
  ],
  engine: { mlx: '0.32.4', mlxLm: '0.32.2' },
};
const own = {
  sessionId: 's1',
  epoch: 7,
  rank: 1,
  size: 2,
  modelId: 'm',
  modelFingerprint: 'files-1',
  parallelism: 'tensor',
  backend: 'ring',
};

test('a plan has one digest however its fields stand, and another for any change of it', async () => {
  const { digest } = await sealPlan(plan);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  const turned = Object.fromEntries(Object.entries(plan).toReversed()) as SessionPlan;
  expect((await sealPlan(turned)).digest).toBe(digest);
  const others: SessionPlan[] = [
    { ...plan, epoch: 8 },
    { ...plan, model: { id: 'm', revision: 'files-2' } },
    { ...plan, ranks: plan.ranks.toReversed() },
    { ...plan, network: { kind: 'ring', hosts: ['10.0.0.1:1', '10.0.0.2:3'] } },
    { ...plan, engine: { mlx: '0.32.5', mlxLm: '0.32.2' } },
    { ...plan, settings: ENGINE_DEFAULTS },
    { ...plan, settings: { ...ENGINE_DEFAULTS, prefillStepTokens: 512 } },
  ];
  const digests = await Promise.all(others.map(async (it) => (await sealPlan(it)).digest));
  expect(new Set([digest, ...digests]).size).toBe(others.length + 1);
});

test('a rank opens the plan it was prepared for', async () => {
  expect(await openPlan(await sealPlan(plan), own)).toEqual({ ok: true, plan });
  // A field that this program does not know is hashed all the same.
  const text = JSON.stringify({ ...plan, later: 1 });
  expect(await openPlan({ text, digest: await digestOf(text) }, own)).toMatchObject({ ok: true });
});

test('a rank that was prepared with other engine settings does not start', async () => {
  const settings = { ...ENGINE_DEFAULTS, cacheBits: 8 } as const;
  const sealed = await sealPlan({ ...plan, settings });
  expect(await openPlan(sealed, { ...own, settings: { ...settings } })).toMatchObject({ ok: true });
  for (const other of [own, { ...own, settings: ENGINE_DEFAULTS }])
    expect(await openPlan(sealed, other)).toMatchObject({
      ok: false,
      why: expect.stringContaining('other engine settings') as string,
    });
});

test.each<[string, Partial<typeof own>, RegExp]>([
  ['an earlier start', { epoch: 6 }, /of another start/],
  ['another session', { sessionId: 's2' }, /of another start/],
  ['another size', { size: 3 }, /has 2 ranks; this machine was prepared as rank 1 of 3/],
  ['another model', { modelId: 'n' }, /names the model m/],
  ['other files', { modelFingerprint: 'files-2' }, /for other files of m/],
  ['another split', { parallelism: 'pipeline' }, /says tensor over ring/],
])('refuses the plan of %s in words', async (_name, change, why) => {
  const opened = await openPlan(await sealPlan(plan), { ...own, ...change });
  expect(opened).toMatchObject({ ok: false, why: expect.stringMatching(why) as string });
});

test('refuses a plan that is not what its digest says, or no plan', async () => {
  const { text, digest } = await sealPlan(plan);
  const forged = await openPlan({ text: text.replace('10.0.0.2', '10.0.0.9'), digest }, own);
  expect(forged).toMatchObject({ ok: false, why: expect.stringContaining('its digest') as string });
  expect(await openPlan({ text: 'no', digest: await digestOf('no') }, own)).toMatchObject({ ok: false });
});
