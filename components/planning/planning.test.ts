import { describe, expect, test } from 'vitest';
import { askedModelOf } from '../layout/asked-model.ts';
import { addressOf, checksAddress, fitInputOf, questionOf } from './question.ts';
import { EMPTY_FORM, type SourceForm, sourceOf } from './source-of.ts';
import type { RankView, SetView } from './types.ts';
import { barParts } from '../ui/memory-bar-parts.ts';
import { barsOf, bookHref, listFewNames, setWords } from './words.ts';

const rank = (totalBytes: number, more: Partial<RankView> = {}): RankView => ({
  machine: 'Pippin',
  weightsBytes: totalBytes / 2,
  cacheBytes: totalBytes / 4,
  overheadBytes: totalBytes / 4,
  totalBytes,
  limitBytes: 100,
  limitBasis: 'reported',
  takenBytes: 0,
  spareBytes: 100 - totalBytes,
  ...more,
});
const set = (names: string[], more: Partial<SetView> = {}): SetView => ({
  machines: names.map((name) => ({ id: name.toLowerCase(), name, kind: 'mini, 64 GB' })),
  alike: 1,
  simulated: false,
  linkWords: names.length === 1 ? null : 'RDMA mesh',
  linkGap: null,
  notes: [],
  verdict: 'fits',
  split: names.length === 1 ? 'single' : 'tensor',
  reason: '',
  ranks: names.map((machine) => rank(40, { machine })),
  figures: {
    decodePerSecond: null,
    prefillPerSecond: null,
    firstTokenSeconds: null,
    watts: null,
    joulesPerToken: null,
  },
  warnings: [],
  ...more,
});

describe('the question in the address', () => {
  test('goes there and comes back', () => {
    const question = {
      modelId: 'kimi-k2-thinking',
      quantisation: '4-bit',
      contextTokens: 8192,
      requests: 4,
      machineIds: ['a', 'b'],
      leastPerSecond: 20,
      modelsFor: ['c'],
      isReading: true,
    };
    const address = addressOf(question);
    expect(questionOf(new URL(address, 'http://lab').searchParams)).toEqual(question);
    expect(fitInputOf(question)).toEqual({
      modelId: 'kimi-k2-thinking',
      quantisation: '4-bit',
      contextTokens: 8192,
      requests: 4,
      machineIds: ['a', 'b'],
    });
  });

  test('a long name of a model on a Mac comes whole to its checks', () => {
    const modelId = `here:${'organisation'.repeat(8)}/${'model'.repeat(19)}`;
    const question = questionOf(new URLSearchParams({ model: modelId, requests: '4' }));
    const address = checksAddress(question, ['a', 'b']);
    expect(askedModelOf(new URL(address, 'http://lab').searchParams)).toEqual({
      modelId,
      quantisation: null,
      contextTokens: question.contextTokens,
      requests: 4,
    });
  });

  test('is the first one where the address says nothing, and nothing stands there then', () => {
    expect(addressOf(questionOf(new URLSearchParams()))).toBe('/machines/fits');
  });

  test.each(['context=-1', 'context=1e9', 'requests=65', 'requests=0', 'context=x', 'on=,,', 'model='])(
    'nonsense in it is left out: %s',
    (search) => {
      expect(addressOf(questionOf(new URLSearchParams(search)))).toBe('/machines/fits');
    },
  );
});

describe('what a set is called', () => {
  test('by its names, by its kind where others are alike', () => {
    expect(setWords(set(['Pippin']))).toEqual({ title: 'Pippin', facts: 'mini, 64 GB' });
    expect(setWords(set(['Pippin'], { alike: 3 }))).toEqual({
      title: 'One mini, 64 GB',
      facts: 'any of 3, such as Pippin',
    });
    expect(
      setWords(set(['Gala', 'Pippin', 'Russet'], { linkWords: 'TCP, no cable', linkGap: 'Gala and Russet' })),
    ).toEqual({
      title: 'Gala, Pippin and Russet',
      facts: '3 × mini, 64 GB · TCP, no cable between Gala and Russet · split by tensors',
    });
    expect(setWords(set(['Gala', 'Pippin'], { alike: 2, ranks: [] }))).toEqual({
      title: '2 × mini, 64 GB',
      facts: 'such as Gala and Pippin · RDMA mesh',
    });
  });

  test('many names are counted', () => {
    expect(listFewNames(['A', 'B', 'C', 'D'])).toBe('A, B, C and D');
    expect(listFewNames(['A', 'B', 'C', 'D', 'E'])).toBe('A, B, C and 2 more');
    expect(listFewNames([])).toBe('');
  });

  test('booking it names all its machines', () => {
    expect(bookHref(set(['Gala', 'Pippin']))).toBe('/bookings?book=1&machines=gala,pippin');
  });
});

describe('memory bars', () => {
  test('parts fill up to the limit, which stands at 80 % everywhere', () => {
    expect(barParts(rank(100))).toEqual({
      parts: [
        { kind: 'weights', from: 0, width: 40 },
        { kind: 'cache', from: 40, width: 20 },
        { kind: 'overhead', from: 60, width: 20 },
      ],
      isTorn: false,
    });
  });

  test('what is too much begins there, and is torn off where the bar ends', () => {
    const over = barParts(rank(110));
    expect(over.parts.at(-1)).toMatchObject({ kind: 'over', from: 80 });
    expect(over.parts.at(-1)!.width).toBeCloseTo(8);
    expect(over.isTorn).toBe(false);
    expect(barParts(rank(400))).toMatchObject({ isTorn: true });
    expect(barParts(rank(400)).parts).toEqual([
      { kind: 'weights', from: 0, width: 80 },
      { kind: 'over', from: 80, width: 20 },
    ]);
  });

  test('Macs that may use the same share a bar', () => {
    const ranks = [rank(40), rank(40, { machine: 'Russet' }), rank(40, { machine: 'Gala', limitBytes: 36 })];
    expect(barsOf(ranks).map(({ names }) => names)).toEqual([['Pippin', 'Russet'], ['Gala']]);
  });
});

describe('what is sent to be read', () => {
  const form = (part: Partial<SourceForm>) => sourceOf({ ...EMPTY_FORM, ...part });

  test('a name alone is looked up; with a config it is its title', () => {
    expect(form({ name: ' mlx-community/X ' })).toEqual({ source: { kind: 'hub', name: 'mlx-community/X' } });
    expect(form({ name: 'Mine', config: '{}', gigabytes: '113,7' })).toEqual({
      source: { kind: 'config', title: 'Mine', config: '{}', index: '', weightMegabytes: 113_700 },
    });
  });

  test('of an index its metadata and one name of each layer go', () => {
    const weight_map = Object.fromEntries(
      Array.from({ length: 60_000 }, (_, at) => [
        `model.layers.${at % 61}.mlp.experts.${at}.w`,
        'a.safetensors',
      ]),
    );
    const made = form({ config: '{}', index: JSON.stringify({ metadata: { total_size: 5 }, weight_map }) });
    const { index } = (made as { source: { index: string } }).source;
    expect(index.length).toBeLessThan(5000);
    const read = JSON.parse(index) as { metadata: object; weight_map: object };
    expect(read.metadata).toEqual({ total_size: 5 });
    expect(Object.keys(read.weight_map)).toHaveLength(61);
  });

  test.each<[Partial<SourceForm>, keyof SourceForm]>([
    [{}, 'name'],
    [{ config: 'x'.repeat(90_001) }, 'config'],
    [{ config: '{}', gigabytes: 'many' }, 'gigabytes'],
    [{ config: '{}', gigabytes: '-1' }, 'gigabytes'],
    [{ config: '{}', index: '{"metadata":' }, 'index'],
  ])('%j says which field is wrong', (part, field) => {
    expect(form(part)).toMatchObject({ field });
  });
});
