import { describe, expect, test } from 'vitest';
import { addressOf, linkOf, questionOf, select, splitWords } from './catalogue-question.ts';
import type { CatalogueView } from './types.ts';

const entry = (title: string, more: Partial<CatalogueView> = {}): CatalogueView => ({
  id: title.toLowerCase(),
  title,
  family: 'qwen3',
  kind: 'dense',
  attention: 'gqa',
  contextLength: null,
  layers: 1,
  parameters: 1e9,
  activeParameters: 1e9,
  licence: null,
  runs: true,
  tensor: true,
  pipeline: false,
  reason: null,
  forms: [
    { label: '4-bit', repo: `mlx-community/${title}-4bit`, weightsBytes: 1, basis: 'card', source: 's' },
  ],
  sources: [],
  ...more,
});
const ALL = [
  entry('Qwen3-8B', { parameters: 8e9, contextLength: 40_960 }),
  entry('gpt-oss 120b', { family: 'gpt_oss', kind: 'experts', parameters: 117e9 }),
  entry('phi-4', { tensor: false, parameters: null, contextLength: 16_384, licence: 'MIT' }),
  entry('Kimi', { pipeline: true, parameters: 1e12 }),
];
const ask = (search: string) =>
  select(ALL, questionOf(new URLSearchParams(search))).map(({ title }) => title);

describe('what of the catalogue is shown', () => {
  test.each([
    ['', ['Kimi', 'gpt-oss 120b', 'Qwen3-8B', 'phi-4']],
    ['q=qwen3_8b 4bit', ['Qwen3-8B']],
    ['q=GPT-OSS', ['gpt-oss 120b']],
    ['q=mit', ['phi-4']],
    ['q=nothing', []],
    ['kind=experts', ['gpt-oss 120b']],
    ['split=pipeline', ['Kimi']],
    ['split=one', ['phi-4']],
    ['split=several&sort=name', ['gpt-oss 120b', 'Kimi', 'Qwen3-8B']],
    ['sort=context', ['Qwen3-8B', 'phi-4', 'gpt-oss 120b', 'Kimi']],
    ['sort=evil&kind=__proto__', ['Kimi', 'gpt-oss 120b', 'Qwen3-8B', 'phi-4']],
  ])('%s', (search, titles) => expect(ask(search)).toEqual(titles));

  test('stands in the address', () => {
    const address = '/models/catalogue?q=a+b&kind=dense&split=one&sort=name';
    expect(addressOf(questionOf(new URL(address, 'http://lab').searchParams))).toBe(address);
    expect(addressOf(questionOf(new URLSearchParams()))).toBe('/models/catalogue');
  });
});

test('ways to split, and sources that can be read', () => {
  expect(ALL.map(splitWords)).toEqual([
    'splits by tensors',
    'splits by tensors',
    'one Mac only',
    'splits by tensors or layers',
  ]);
  expect(linkOf('ai-dynamo/aiconfigurator src/configs/X_config.json (095f58a)')).toBe(
    'https://github.com/ai-dynamo/aiconfigurator/blob/095f58a/src/configs/X_config.json',
  );
  expect(linkOf('its name; decimals from its shape')).toBeNull();
});
