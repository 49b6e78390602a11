import { describe, expect, it } from 'vitest';
import { catalogueMachine } from '../data/catalogue-machines.ts';
import { getMacModel } from '../data/mac-models.ts';
import { getMlxModel } from '../data/mlx-models.ts';
import type { KnownPoint } from './plan-figures.ts';
import { planModel, type Plan, type PlanMachine, type PlanSet, type PlanSettings } from './planner.ts';

const GB = 1024 ** 3;
const mac = (id: string, memoryGb: number, gpuCores: number, name = id): PlanMachine => ({
  ...catalogueMachine(getMacModel(id)!, memoryGb, gpuCores),
  name,
});
const studio = (name = 'Bramley'): PlanMachine => mac('studio-m3ultra', 512, 80, name);
const set = (machines: PlanMachine[], link: PlanSet['link'] = 'rdma-mesh'): PlanSet => ({
  name: 'the set',
  machines,
  link: machines.length === 1 ? 'none' : link,
});
const SETTINGS: PlanSettings = {
  contextTokens: 32_768,
  promptTokens: 2048,
  requests: 2,
  cacheBits: 16,
  split: 'best',
  fastSync: false,
};
function plan(
  id: string,
  label: string,
  on: PlanSet,
  more: Partial<PlanSettings> = {},
  points: KnownPoint[] = [],
): Plan {
  const model = getMlxModel(id)!;
  const quantisation = model.quantisations.find((one) => one.label === label)!;
  return planModel(model, quantisation, on, { ...SETTINGS, ...more }, points);
}
const four = [studio('Bramley'), studio('Cox'), studio('Discovery'), studio('Egremont')];

describe('fits or not, and why', () => {
  it('Kimi K2 Thinking fits four Studios, and two with what is left over', () => {
    expect(plan('kimi-k2-thinking', '4-bit', set(four))).toMatchObject({ verdict: 'fits' });
    const two = plan('kimi-k2-thinking', '4-bit', set(four.slice(0, 2)));
    expect(two.verdict).toBe('fits');
    expect(two.reason).toMatch(
      /^3\d\d\sGB on each Mac \(.+\) of 384\sGB that Bramley may use \(estimated\): \d\d\.\d\sGB to spare\.$/,
    );
  });

  it('tells what is missing on one', () => {
    const one = plan('deepseek-v3.1', '8-bit', set([studio()]));
    expect(one.verdict).toBe('too-big');
    expect(one.reason).toMatch(/GB too much\.$/);
    expect(one.figures.decodePerSecond).toBeNull();
    expect(one.ranks[0]!.spareBytes).toBeLessThan(-250 * GB);
  });

  it('takes the limit a Mac reports over the rule of thumb', () => {
    const raised = { ...studio(), wiredLimitBytes: 480 * GB };
    expect(plan('glm-5.2', '4.7 bits', set([studio()])).verdict).toBe('too-big');
    const fits = plan('glm-5.2', '4.7 bits', set([raised]));
    expect(fits).toMatchObject({
      verdict: 'fits',
      ranks: [{ limitBasis: 'reported', limitBytes: 480 * GB }],
    });
    expect(fits.reason).not.toMatch(/estimated/);
  });

  it('leaves out what programs of others keep, and says so', () => {
    const free = plan('gpt-oss-120b', 'MXFP4, 8-bit', set([studio()]));
    const crowded = plan('gpt-oss-120b', 'MXFP4, 8-bit', set([{ ...studio(), takenBytes: 312 * GB }]));
    expect(crowded).toMatchObject({ verdict: 'fits', ranks: [{ takenBytes: 312 * GB }] });
    expect(crowded.ranks[0]!.spareBytes).toBeCloseTo(free.ranks[0]!.spareBytes - 312 * GB, 0);
    const full = plan('gpt-oss-120b', 'MXFP4, 8-bit', set([{ ...studio(), takenBytes: 350 * GB }]));
    expect(full.verdict).toBe('too-big');
    expect(full.reason).toMatch(/of which other programs hold .* too much\.$/);
  });

  it('is decided by the smallest of unequal Macs', () => {
    const unequal = set([mac('mini-m4pro', 64, 20, 'Pippin'), mac('mini-m4pro', 24, 20, 'Gala')]);
    const it = plan('gpt-oss-120b', 'MXFP4, 8-bit', unequal);
    expect(it.verdict).toBe('too-big');
    expect(it.reason).toMatch(/that Gala may use/);
  });

  it.each([
    ['gpt-oss-120b', 'MXFP4, 8-bit', set(four), {}, 'no-split', /90 does not divide by 4/],
    ['gemma-4-31b-it', '8-bit', set(four.slice(0, 2)), {}, 'no-split', /one Mac only/],
    ['qwen3-32b', '8-bit', set(four.slice(0, 2), 'none'), {}, 'no-split', /No cables/],
    ['qwen3-32b', '8-bit', set(four.slice(0, 2)), { cacheBits: 8 }, 'no-split', /out of step/],
    ['deepseek-v4-flash', 'FP4, 8-bit', set([studio()]), {}, 'no-engine', /deepseek_v4/],
    ['qwen3-32b', '8-bit', { name: 'none', machines: [], link: 'none' }, {}, 'no-split', /no Mac/],
  ] as const)('%s %s: refused with its reason', (id, label, on, more, verdict, reason) => {
    const it = plan(id, label, on, more);
    expect(it.verdict).toBe(verdict);
    expect(it.reason).toMatch(reason);
  });

  it('splits by layers where tensors cannot be split', () => {
    expect(plan('deepseek-v3.1', '8-bit', set(four.slice(0, 3)))).toMatchObject({
      verdict: 'fits',
      split: 'pipeline',
    });
  });

  it('warns when there is little room, and beyond the context a model was made for', () => {
    const tight = plan('deepseek-v3.1', '4-bit', set([studio()]));
    expect(tight.warnings.join()).toMatch(/Little room: 9\d % of what Bramley may use/);
    expect(plan('phi-4', '4-bit', set([studio()])).warnings.join()).toMatch(/made for 16384 tokens/);
  });
});

describe('figures', () => {
  const alone = set([studio()]);

  it('say where they come from and what a step is made of', () => {
    const { figures } = plan('gpt-oss-120b', 'MXFP4, 8-bit', alone, { requests: 1 });
    expect(figures.decodePerSecond).toMatchObject({ basis: 'estimated' });
    expect(figures.decodePerSecond!.how).toMatch(/weights .+ cache .+ starting layers/);
    expect(figures.watts!.value).toBeCloseTo(9 + 0.85 * 261, 5);
    expect(figures.joulesPerToken!.value).toBeCloseTo(
      figures.watts!.value / figures.decodePerSecond!.value,
      8,
    );
    expect(figures.firstTokenSeconds!.value).toBeGreaterThan(2048 / figures.prefillPerSecond!.value);
  });

  it('are null where something is not known, and never a guess', () => {
    const unknown = { ...studio(), chip: null, bandwidthGbPerSecond: null, idleWatts: null };
    expect(plan('qwen3-32b', '4-bit', set([unknown])).figures).toEqual({
      decodePerSecond: null,
      prefillPerSecond: null,
      firstTokenSeconds: null,
      watts: null,
      joulesPerToken: null,
    });
    const notebook = plan('qwen3-8b', '4-bit', set([mac('mbp16-m5max', 128, 40)])).figures;
    expect(notebook.watts).toBeNull();
    expect(notebook.joulesPerToken).toBeNull();
    expect(notebook.decodePerSecond).not.toBeNull();
  });

  it('fall with context, and rise in sum with requests', () => {
    const rate = (more: Partial<PlanSettings>): number =>
      plan('qwen3-32b', '4-bit', alone, { requests: 1, ...more }).figures.decodePerSecond!.value;
    expect(rate({ contextTokens: 32_768 })).toBeLessThan(rate({ contextTokens: 1024 }) * 0.9);
    expect(rate({ contextTokens: 1024, requests: 4 })).toBeGreaterThan(rate({ contextTokens: 1024 }) * 2);
  });

  const point = (more: Partial<KnownPoint>): KnownPoint => ({
    basis: 'published',
    source: 'somebody',
    model: 'qwen3-32b',
    quantisation: '4-bit',
    machines: [{ chip: 'M3 Ultra', gpuCores: 80 }],
    split: 'single',
    link: 'none',
    fastSync: false,
    contextTokens: 1024,
    requests: 1,
    decodePerSecond: 20,
    prefillPerSecond: null,
    watts: null,
    ...more,
  });
  const decode = (points: KnownPoint[], more: Partial<PlanSettings> = {}) =>
    plan('qwen3-32b', '4-bit', alone, { requests: 1, contextTokens: 1024, ...more }, points).figures
      .decodePerSecond;

  it('take a published point of that very run, and a measurement before it', () => {
    expect(decode([point({})])).toEqual({ value: 20, basis: 'published', how: 'somebody' });
    const measured = point({ basis: 'measured', decodePerSecond: 25, source: 'here' });
    expect(decode([point({}), measured])).toEqual({ value: 25, basis: 'measured', how: 'here' });
  });

  it('carry a point to another context by what the estimate makes of it', () => {
    const bare = (contextTokens: number) => decode([], { contextTokens })!.value;
    const carried = decode([point({})], { contextTokens: 32_768 })!;
    expect(carried.value).toBeCloseTo((20 * bare(32_768)) / bare(1024), 8);
    expect(carried.how).toMatch(/somebody, at 1,024 tokens; from there by the estimate/);
  });

  it.each([
    ['another model', { model: 'qwen3-14b' }],
    ['another quantisation', { quantisation: '8-bit' }],
    ['another chip', { machines: [{ chip: 'M4 Max', gpuCores: 40 }] }],
    ['the smaller bin', { machines: [{ chip: 'M3 Ultra', gpuCores: 60 }] }],
    ['more requests', { requests: 2 }],
  ])('pass over a point of %s', (_, more) => {
    expect(decode([point(more)])?.basis).toBe('estimated');
  });

  it('of a group pass over a point with other fences', () => {
    const pair = {
      machines: [0, 1].map(() => ({ chip: 'M3 Ultra', gpuCores: 80 })),
      split: 'tensor',
      link: 'rdma-mesh',
    } as const;
    const on = set(four.slice(0, 2));
    const basis = (fastSync: boolean) =>
      plan('qwen3-32b', '4-bit', on, { requests: 1, contextTokens: 1024, fastSync }, [
        point({ ...pair, fastSync: true }),
      ]).figures.decodePerSecond!.basis;
    expect([basis(true), basis(false)]).toEqual(['published', 'estimated']);
  });
});

describe('more Macs', () => {
  it('are warned of when they make a model slower that fits on one', () => {
    const two = plan('gpt-oss-120b', 'MXFP4, 8-bit', set(four.slice(0, 2)), { requests: 1 });
    expect(two.verdict).toBe('fits');
    expect(two.warnings.join()).toMatch(/More Macs make it slower: Bramley alone gives .+, all 2 together/);
  });

  it('are not, where one cannot hold it or they help', () => {
    expect(plan('kimi-k2-thinking', '4-bit', set(four)).warnings).toEqual([]);
    const helps = plan('llama-3.3-70b-instruct', '8-bit', set(four.slice(0, 2)), { fastSync: true });
    expect(helps.warnings).toEqual([]);
    expect(helps.split).toBe('tensor');
  });

  it('wait longer for each other with default fences, and longer still over TCP', () => {
    const rate = (link: PlanSet['link'], fastSync: boolean): number =>
      plan('deepseek-v3.1', '4-bit', set(four, link), { split: 'tensor', fastSync }).figures.decodePerSecond!
        .value;
    const rates = [
      rate('rdma-mesh', true),
      rate('rdma-ring', true),
      rate('rdma-mesh', false),
      rate('tcp', false),
    ];
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    expect(new Set(rates).size).toBe(4);
  });
});
