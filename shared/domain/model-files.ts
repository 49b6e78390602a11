import type { ModelFile } from '../schemas/model-store.ts';

const GIGABYTE = 1e9;
const MOST_WEIGHT_BYTES = 1e12;
/** Vocabularies and indexes of the largest models stay below a tenth of it. */
const MOST_TEXT_BYTES = 512 * 1024 * 1024;
/** Beyond the files themselves, so that a machine is never filled to the brim. */
const SPARE_BYTES = 2 * GIGABYTE;

const WEIGHTS = /\.safetensors$/;
/** No program among them: nothing that is copied is ever run. The read-me tells the licence. */
const TEXTS = /(\.(json|jinja|tiktoken|model)|^(merges|vocab)\.txt|^README\.md|^LICEN[CS]E(\.txt|\.md)?)$/;

/** Whether a file of a model's folder goes along when the model is copied. Everything else stays where it is. */
export const isModelFile = (name: string): boolean => WEIGHTS.test(name) || TEXTS.test(name);

/** Why these can't be the files of a model, in words; null when they can. */
export function refusalOfFiles(files: readonly Pick<ModelFile, 'name' | 'bytes'>[]): string | null {
  const names = new Set(files.map(({ name }) => name.toLowerCase()));
  // macOS keeps one file for both.
  if (names.size < files.length) return 'Two of its files have one name.';
  for (const { name, bytes } of files) {
    if (!isModelFile(name))
      return `${name} is no weights, settings or tokenizer of a model, and nothing else is copied.`;
    if (bytes > (WEIGHTS.test(name) ? MOST_WEIGHT_BYTES : MOST_TEXT_BYTES))
      return `${name} is larger than such a file can be.`;
  }
  return names.has('config.json') ? null : 'There is no config.json among its files, so it is no model.';
}

/** Free space that a copy of so many bytes needs, with what is to stay free. */
export const spaceFor = (bytes: number): number => bytes + SPARE_BYTES;

/** By which what has come of a model from outside is known, until its files are there and tell their own form. */
export const outsideMark = (revision: string): string => `outside ${revision}`;
