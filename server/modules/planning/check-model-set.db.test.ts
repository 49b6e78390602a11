import { beforeAll, expect, test } from 'vitest';
import { CheckSetInput } from '@/shared/schemas/cables.ts';
import { cabledMacs, meshCables } from '@/shared/testing/cabled-macs.ts';
import { makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { checkModelSet, planFit } from './index.ts';

let ctx: TestContext;
const studios: string[] = [];
beforeAll(async () => {
  ctx = await makeTestContext({ role: 'viewer' });
  const names = ['Anjou', 'Bosc', 'Comice', 'Concorde'];
  const { machines } = cabledMacs(
    names.map((name) => ({ name })),
    meshCables(names),
  );
  for (const { name, facts, engine } of machines)
    studios.push((await makeMachine(ctx.db, { name, facts, engine: engine! })).id);
});

const check = (machineIds: readonly string[], model?: object) =>
  checkModelSet(ctx, CheckSetInput.parse({ machineIds, ...(model && { model }) }));
type Checked = Awaited<ReturnType<typeof check>>;
const find = ({ checks }: Checked, code: string) => checks.find((it) => it.code === code);
const statesOf = ({ verdicts }: Checked) => verdicts.map(({ state }) => state);

test('without a model nothing is asked of memory and heads', async () => {
  const checked = await check(studios);
  expect(checked.model).toBeNull();
  expect(checked.checks.map(({ code }) => code)).not.toContain('MEMORY_FITS');
  expect(statesOf(checked)).toEqual(['pass', 'pass', 'pass']);
});

test('Kimi K2 Thinking on four Studios: one checklist that passes, with the numbers of What fits', async () => {
  const asked = { modelId: 'kimi-k2-thinking', quantisation: '4-bit' };
  const checked = await check(studios, asked);
  expect(statesOf(checked)).toEqual(['pass', 'pass', 'pass']);
  expect(checked.model).toMatchObject({ title: 'Kimi K2 Thinking', verdict: 'fits' });
  expect(find(checked, 'MODEL_RUNS')).toMatchObject({ state: 'pass' });
  expect(find(checked, 'TP_DIVISIBLE')).toMatchObject({ state: 'pass' });
  expect(find(checked, 'MEMORY_FITS')?.evidence).toMatch(/needs .*GB of 384.GB/);
  const [planned] = (
    await planFit(ctx, { ...asked, contextTokens: 8192, requests: 1, machineIds: studios, limit: 1 })
  ).sets;
  expect(checked.model?.reason).toBe(planned?.reason);
});

test('on one of them it is told by how much it is too big, and no network helps', async () => {
  const checked = await check(studios.slice(0, 1), { modelId: 'kimi-k2-thinking', quantisation: '4-bit' });
  expect(checked.model).toMatchObject({ verdict: 'too-big' });
  expect(find(checked, 'MEMORY_FITS')).toMatchObject({ state: 'fail' });
  expect(statesOf(checked)).toEqual(['fail', 'fail', 'fail']);
});

test('heads that do not divide by three, of a model without a pipeline: no network, and why', async () => {
  const checked = await check(studios.slice(0, 3), { modelId: 'gpt-oss-120b' });
  expect(checked.model).toMatchObject({ verdict: 'no-split' });
  expect(find(checked, 'MODEL_RUNS')).toMatchObject({ state: 'fail' });
  expect(statesOf(checked)).toEqual(['fail', 'fail', 'fail']);
  expect(find(checked, 'TP_DIVISIBLE')).toMatchObject({
    state: 'fail',
    evidence: expect.stringContaining('do not divide by 3.'),
  });
});

test('a model that is not in the catalogue, and sets that are never planned', async () => {
  await expect(check(studios, { modelId: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const played = await makeMachine(ctx.db, { simulated: true });
  const mixed = await check([studios[0]!, played.id], { modelId: 'gpt-oss-120b' });
  expect(mixed.model).toMatchObject({ verdict: 'unknown' });
  expect(statesOf(mixed)).not.toContain('pass');
});
