import type { CatalogueView } from './types.ts';

export const SORTS = ['size', 'name', 'context'] as const;
export type Sort = (typeof SORTS)[number];
export const SPLITS = ['any', 'several', 'tensor', 'pipeline', 'one'] as const;
export type SplitWish = (typeof SPLITS)[number];
export const KINDS = ['any', 'dense', 'experts'] as const;
export type KindWish = (typeof KINDS)[number];

/** What of the catalogue is shown; it stands in the address. */
export type CatalogueQuestion = { text: string; kind: KindWish; split: SplitWish; sort: Sort };

type Params = { get(name: string): string | null };
const oneOf = <T extends string>(all: readonly T[], text: string | null): T =>
  all.find((it) => it === text) ?? all[0]!;

export const questionOf = (params: Params): CatalogueQuestion => ({
  text: params.get('q')?.slice(0, 100) ?? '',
  kind: oneOf(KINDS, params.get('kind')),
  split: oneOf(SPLITS, params.get('split')),
  sort: oneOf(SORTS, params.get('sort')),
});

export function addressOf({ text, kind, split, sort }: CatalogueQuestion): string {
  const params = new URLSearchParams();
  if (text !== '') params.set('q', text);
  if (kind !== KINDS[0]) params.set('kind', kind);
  if (split !== SPLITS[0]) params.set('split', split);
  if (sort !== SORTS[0]) params.set('sort', sort);
  const search = params.toString();
  return search === '' ? '/models/catalogue' : `/models/catalogue?${search}`;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, ' ');

/** Those of the catalogue that are asked for, in their order. Every word must be somewhere in a row. */
export function select(all: readonly CatalogueView[], question: CatalogueQuestion): CatalogueView[] {
  const words = plain(question.text).split(' ').filter(Boolean);
  return all
    .filter((it) => {
      const text = plain(
        [
          it.title,
          it.id,
          it.family,
          it.licence ?? '',
          ...it.forms.map(({ label, repo }) => `${label} ${repo ?? ''}`),
        ].join(' '),
      );
      return words.every((word) => text.includes(word));
    })
    .filter((it) => question.kind === 'any' || it.kind === question.kind)
    .filter((it) => suits(it, question.split))
    .toSorted(ORDERS[question.sort]);
}

function suits({ tensor, pipeline }: CatalogueView, split: SplitWish): boolean {
  switch (split) {
    case 'any':
      return true;
    case 'several':
      return tensor || pipeline;
    case 'tensor':
      return tensor;
    case 'pipeline':
      return pipeline;
    case 'one':
      return !tensor && !pipeline;
  }
}

const byName = (a: CatalogueView, b: CatalogueView): number => a.title.localeCompare(b.title, 'en');
const ORDERS: Record<Sort, (a: CatalogueView, b: CatalogueView) => number> = {
  size: (a, b) => (b.parameters ?? 0) - (a.parameters ?? 0) || byName(a, b),
  name: byName,
  context: (a, b) => (b.contextLength ?? 0) - (a.contextLength ?? 0) || byName(a, b),
};

export const ATTENTION_WORDS = {
  gqa: 'grouped heads',
  mla: 'latent',
  sliding: 'sliding window',
  hybrid: 'linear, few full layers',
  compressed: 'compressed',
} as const;

/** Which ways it splits, in a word or two. */
export function splitWords({ runs, tensor, pipeline }: CatalogueView): string {
  if (!runs) return 'mlx-lm cannot load it';
  if (tensor && pipeline) return 'splits by tensors or layers';
  return tensor ? 'splits by tensors' : pipeline ? 'splits by layers' : 'one Mac only';
}

const GITHUB = /^([\w.-]+\/[\w.-]+) ([\w./@+-]+) \(([0-9a-f]{7,40})\)/;

/** Where a source can be read: a file of a public repository at that commit; null when it is no such. */
export function linkOf(source: string): string | null {
  const [, repo, path, commit] = GITHUB.exec(source) ?? [];
  return repo ? `https://github.com/${repo}/blob/${commit}/${path}` : null;
}
