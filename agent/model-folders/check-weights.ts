import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeTensors, type TensorFacts } from '@/shared/domain/model-config/tensor-facts.ts';
import { readSafetensors } from './safetensors.ts';

/** What of `model.safetensors.index.json` counts. */
export type WeightIndex = { weightMap: Readonly<Record<string, string>>; parameters: number | null };

/** Those that mlx-lm loads, whether or not they belong to the model. */
const LOADED = /^model.*\.safetensors$/;
const PART = /^(model.*)-(\d{5})-of-(\d{5})\.safetensors$/;

/**
 * mlx-lm loads every `model*.safetensors` in no order, and does not look whether each weight is there; so this does.
 * Returns what the headers say together. Throws with a sentence on what is missing, cut short or strays.
 */
export async function checkWeights(
  folder: string,
  names: readonly string[],
  index: WeightIndex | null,
): Promise<TensorFacts> {
  const files = names.filter((name) => LOADED.test(name));
  const wanted = index ? [...new Set(Object.values(index.weightMap))] : partsOf(files);
  await checkThere(folder, names, wanted);
  if (files.length === 0) throw new Error(whyNoWeights(names));
  const strays = files.filter((name) => !wanted.includes(name));
  if (strays.length > 0) throw new Error(strayWords(strays));
  const holders = new Map<string, string>();
  const facts: TensorFacts[] = [];
  for (const file of files) {
    const read = await readSafetensors(join(folder, file));
    for (const name of read.names) {
      const other = holders.get(name);
      if (other !== undefined) throw new Error(`${file} and ${other} both hold ${name}: one of them strays.`);
      holders.set(name, file);
    }
    facts.push(read.facts);
  }
  const lost = Object.keys(index?.weightMap ?? {}).filter((name) => !holders.has(name));
  if (lost.length > 0)
    throw new Error(`${lost.length} weights of the index are in no file, ${lost[0]} first.`);
  return mergeTensors(facts);
}

async function checkThere(
  folder: string,
  names: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  const there = await Promise.all(
    wanted.map(async (name) => {
      if (!names.includes(name)) return false;
      // In Hugging Face's cache a name may be a link to what isn't fetched yet.
      return stat(join(folder, name)).then(
        (it) => it.isFile(),
        () => false,
      );
    }),
  );
  const missing = wanted.filter((_, at) => !there[at]);
  if (missing.length === 0) return;
  throw new Error(
    wanted.length === 1
      ? `The weight file ${missing[0]} is missing. Download it.`
      : `${missing.length} of ${wanted.length} weight files are missing, ${missing[0]} first. Download them.`,
  );
}

/** Without an index: the numbered parts of which the most are there, all of them; else every file. */
function partsOf(files: readonly string[]): string[] {
  const groups = Map.groupBy(
    files.flatMap((name) => {
      const part = PART.exec(name);
      return part ? [{ stem: part[1]!, of: Number(part[3]) }] : [];
    }),
    ({ stem, of }) => `${stem} ${of}`,
  );
  const most = [...groups.values()].toSorted((a, b) => b.length - a.length)[0]?.[0];
  if (!most)
    return files.length > 1 && files.includes('model.safetensors') ? ['model.safetensors'] : [...files];
  const digits = (count: number): string => String(count).padStart(5, '0');
  return Array.from(
    { length: most.of },
    (_, at) => `${most.stem}-${digits(at + 1)}-of-${digits(most.of)}.safetensors`,
  );
}

const strayWords = (strays: readonly string[]): string =>
  `${strays[0]}${strays.length > 1 ? ` and ${strays.length - 1} more` : ''} ${strays.length > 1 ? 'do' : 'does'} not belong to this model, and mlx-lm would load ${strays.length > 1 ? 'them' : 'it'} over the right files. Move ${strays.length > 1 ? 'them' : 'it'} away.`;

function whyNoWeights(names: readonly string[]): string {
  if (names.some((name) => name.endsWith('.gguf')))
    return 'These are GGUF weights, which MLX does not read. Download the model in MLX’s form.';
  return 'There are no weights (model*.safetensors) in this folder.';
}
