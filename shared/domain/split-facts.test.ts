import { expect, test } from 'vitest';
import { getMlxModel } from '../data/mlx-models.ts';
import { splitFacts } from './split-facts.ts';

const factsOf = (id: string) => {
  const model = getMlxModel(id)!;
  return splitFacts(model, model.quantisations[0]!).map(({ words, can, note }) => [
    words,
    can,
    note?.replaceAll('\u202f', ' ') ?? null,
  ]);
};

test('a model that splits both ways says over how many, and why not over others', () => {
  const [tensor, not, layers] = factsOf('kimi-k2-thinking');
  expect(tensor).toEqual([
    'By tensors over 2, 4 or 8',
    true,
    expect.stringMatching(/GB of weights each over 8; the cache is not divided\.$/),
  ]);
  expect(not).toEqual(['By tensors over 3, 5, 6 or 7', false, '64 attention heads do not divide by 3.']);
  expect(layers).toEqual(['By layers over 2 to 8', true, null]);
});

test('what can’t be at all is one line with its reason', () => {
  expect(factsOf('phi-4')).toEqual([
    ['By tensors over several', false, expect.stringContaining('one Mac only')],
    ['By layers over several', false, expect.stringContaining('one Mac only')],
  ]);
  expect(factsOf('deepseek-v4-flash')).toEqual([
    ['Does not run', false, expect.stringContaining('cannot load this model at all')],
  ]);
  expect(factsOf('glm-4.5-air')[0]).toEqual([
    'By tensors over several',
    false,
    expect.stringContaining('171 groups'),
  ]);
});
