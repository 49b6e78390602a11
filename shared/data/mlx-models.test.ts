import { describe, expect, it } from 'vitest';
import { calculateWeightBytes } from '../domain/model-weights.ts';
import { getMlxModel, listMlxModels } from './mlx-models.ts';

const models = listMlxModels();
const all = models.flatMap((model) => model.quantisations.map((it) => ({ model, it })));

describe('the catalogue of models', () => {
  it('holds at least forty, each once', () => {
    expect(models.length).toBeGreaterThanOrEqual(40);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    const repos = all.flatMap(({ it }) => it.repo ?? []);
    expect(new Set(repos).size).toBe(repos.length);
  });

  it('calls each form of a model by another name, by which it is chosen', () => {
    const labels = all.map(({ model, it }) => `${model.id} in ${it.label}`);
    expect(labels.filter((it, index) => labels.indexOf(it) !== index)).toEqual([]);
  });

  it('goes from one billion to one trillion, over every kind of attention', () => {
    const totals = models.flatMap(({ parameters }) => parameters.total ?? []);
    expect(Math.min(...totals)).toBeLessThan(1.1e9);
    expect(Math.max(...totals)).toBeGreaterThan(1e12);
    expect(new Set(models.map(({ attention }) => attention.kind))).toEqual(
      new Set(['gqa', 'mla', 'sliding', 'hybrid', 'compressed']),
    );
    expect(models.some(({ moe }) => moe === null) && models.some(({ moe }) => moe !== null)).toBe(true);
  });

  it('says where everything comes from', () => {
    const unsourced = models.filter(
      ({ source, sources, licence }) =>
        source === '' ||
        !sources['parameters'] ||
        !sources['sharding'] ||
        (licence !== null && !sources['licence']),
    );
    expect(unsourced.map(({ id }) => id)).toEqual([]);
    const unexplained = models.filter(
      ({ sharding }) => !(sharding.tensor && sharding.pipeline) && sharding.reason === null,
    );
    expect(unexplained.map(({ id }) => id)).toEqual([]);
    const sizes = all.filter(
      ({ it }) => it.source === '' || (it.basis === 'calculated') !== (it.weightBytes === null),
    );
    expect(sizes.map(({ model }) => model.id)).toEqual([]);
  });

  it.each(
    all
      .filter(({ it }) => it.weightBytes !== null && it.mode !== 'dynamic')
      .map(({ model, it }) => [model.id, it.label, model, it] as const),
  )('calculates %s %s within 6 % of what was published', (_id, _label, model, it) => {
    const calculated = calculateWeightBytes(model, it)?.disk ?? 0;
    expect(
      Math.abs(calculated / (it.weightBytes ?? 1) - 1),
      `${calculated} for ${it.weightBytes}`,
    ).toBeLessThan(0.06);
  });

  it('has no entry under an unknown id', () => {
    expect(getMlxModel('gpt-oss-1t')).toBeNull();
    expect(getMlxModel('gpt-oss-20b')?.layers).toBe(24);
  });
});
