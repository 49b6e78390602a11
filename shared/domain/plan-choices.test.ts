import { describe, expect, it } from 'vitest';
import { catalogueMachine, listOffers } from '../data/catalogue-machines.ts';
import { getMacModel } from '../data/mac-models.ts';
import { getMlxModel, listMlxModels } from '../data/mlx-models.ts';
import { planModels, planPurchases, planSets } from './plan-choices.ts';
import type { PlanSet, PlanSettings } from './planner.ts';

const SETTINGS: PlanSettings = {
  contextTokens: 8192,
  promptTokens: 2048,
  requests: 1,
  cacheBits: 16,
  split: 'best',
  fastSync: true,
};
const studio = catalogueMachine(getMacModel('studio-m3ultra')!, 512, 80);
const mini = catalogueMachine(getMacModel('mini-m4pro')!, 64, 20);
const of = (name: string, machine: typeof studio, count: number): PlanSet => ({
  name,
  machines: Array.from({ length: count }, (_, i) => ({ ...machine, name: `${name} ${i}` })),
  link: count === 1 ? 'none' : 'rdma-mesh',
});
const wanted = (id: string, label: string) => {
  const model = getMlxModel(id)!;
  return [model, model.quantisations.find((one) => one.label === label)!] as const;
};

describe('planSets', () => {
  it('puts what fits first, the fastest on top, and what cannot be split last', () => {
    const sets = [
      of('three minis', mini, 3),
      of('a mini', mini, 1),
      of('two studios', studio, 2),
      of('a studio', studio, 1),
    ];
    const plans = planSets(...wanted('gpt-oss-120b', 'MXFP4, 8-bit'), sets, SETTINGS);
    expect(plans.map(({ set, verdict }) => [set, verdict])).toEqual([
      ['two studios', 'fits'],
      ['a studio', 'fits'],
      ['a mini', 'too-big'],
      ['three minis', 'no-split'],
    ]);
  });
});

describe('planModels', () => {
  const choices = planModels(listMlxModels(), of('a mini', mini, 1), SETTINGS, 15);

  it('names the largest that fit and keep up, each in its finest quantisation', () => {
    const totals = choices.map(({ model }) => model.parameters.total ?? 0);
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    expect(choices.find(({ model }) => model.id === 'qwen3-30b-a3b')?.quantisation.label).toBe('8-bit');
    expect(choices.every(({ plan }) => plan.verdict === 'fits')).toBe(true);
    expect(choices.map(({ model }) => model.id)).not.toContain('qwen3-235b-a22b-instruct-2507');
  });

  it('asks for the rate', () => {
    const slower = planModels(listMlxModels(), of('a mini', mini, 1), SETTINGS, 4);
    expect(slower.map(({ model }) => model.id)).toContain('llama-3.3-70b-instruct');
    expect(choices.map(({ model }) => model.id)).not.toContain('llama-3.3-70b-instruct');
  });
});

describe('planPurchases', () => {
  const offers = listOffers(2024);

  it('offers one Mac before two, and less memory before more', () => {
    const found = planPurchases(...wanted('gpt-oss-120b', 'MXFP4, 8-bit'), [], offers, SETTINGS, 30);
    expect(found[0]).toMatchObject({ count: 1, joins: [] });
    const order = found.map(({ count, memoryBytes }) => [count, memoryBytes]);
    expect(order).toEqual(order.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!));
    expect(found.every(({ plan }) => (plan.figures.decodePerSecond?.value ?? 0) >= 30)).toBe(true);
  });

  it('lets an own Mac of the same chip join', () => {
    const own = [{ ...studio, name: 'Bramley', isRdmaCapable: true }];
    const ultra = offers.filter(({ id }) => id === 'studio-m3ultra-512');
    const ask = wanted('kimi-k2-thinking', '4-bit');
    expect(planPurchases(...ask, [], ultra, SETTINGS, 0)[0]).toMatchObject({ count: 2, joins: [] });
    expect(planPurchases(...ask, own, ultra, SETTINGS, 0)[0]).toMatchObject({ count: 1, joins: ['Bramley'] });
    const other = offers.filter(({ id }) => id === 'studio-m5ultra-512');
    expect(planPurchases(...ask, own, other, SETTINGS, 0)[0]).toMatchObject({ count: 2, joins: [] });
  });

  it('connects Macs without RDMA by TCP, and says nothing when nothing will do', () => {
    const airs = offers.filter(({ machine }) => machine.chip === 'M4');
    expect(airs.every(({ isRdmaCapable }) => !isRdmaCapable)).toBe(true);
    expect(planPurchases(...wanted('kimi-k2-thinking', '4-bit'), [], airs, SETTINGS, 0)).toEqual([]);
    const two = planPurchases(...wanted('qwen3-32b', '8-bit'), [], airs, { ...SETTINGS, split: 'tensor' }, 0);
    expect(two[0]?.count).toBeGreaterThan(1);
    expect(two[0]?.plan.split).toBe('tensor');
  });
});
