import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { supportOf } from '@/shared/data/mlx-families.ts';
import { isRecord, textOf } from '@/shared/domain/model-config/config-values.ts';
import { licenceOf } from '@/shared/domain/model-config/licence-of.ts';
import { parseLooseJson } from '@/shared/domain/model-config/loose-json.ts';
import { shapeOf } from '@/shared/domain/model-config/shape-of.ts';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import { messageOf } from '../log.ts';
import { checkWeights, type WeightIndex } from './check-weights.ts';
import { readStart, readText } from './read-text.ts';
import { pipelineSizesOf, tensorSizesOf } from './split-sizes.ts';

const INDEX = 'model.safetensors.index.json';
const MOST = { config: 4 * 1024 * 1024, index: 64 * 1024 * 1024, card: 4 * 1024 * 1024, readMe: 16 * 1024 };
/** Our own words about a model, beside its files. */
const Card = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  parameters: z.number().int().optional(),
  suggestedQuestions: z.array(z.string()).optional(),
});
/** Files that decide what the model says; the card and read-me files don't. */
const COUNTS =
  /^(config\.json|generation_config\.json|tokenizer.*|.*\.safetensors(\.index\.json)?|.*\.(jinja|model|tiktoken)|vocab\..*|merges\.txt)$/;

const NOTHING = {
  description: '',
  layers: null,
  parameters: null,
  tensorSizes: [],
  pipelineSizes: [],
  suggestedQuestions: [],
} satisfies Partial<AgentModel>;

/** A folder that can't be started as it is. */
export const withProblem = (id: string, title: string, problem: string): AgentModel => ({
  ...NOTHING,
  id,
  title,
  architecture: 'unknown',
  weightsBytes: 0,
  fingerprint: '',
  problem,
});

/** Reads one model folder. Never throws: a folder that can't be started comes with its `problem` in words. */
export async function readModel(folder: string, id: string, title: string): Promise<AgentModel> {
  try {
    const names = (await readdir(folder)).toSorted();
    const card = await readCard(folder, names);
    const named = {
      ...withProblem(id, card.title ?? title, ''),
      description: card.description ?? '',
      suggestedQuestions: card.suggestedQuestions ?? [],
    };
    try {
      return { ...named, ...(await readFiles(folder, names, card.parameters)) };
    } catch (error) {
      return { ...named, problem: messageOf(error) };
    }
  } catch (error) {
    return withProblem(id, title, `The folder can't be read: ${messageOf(error)}`);
  }
}

async function readFiles(folder: string, names: string[], cardParameters: number | undefined) {
  if (!names.includes('config.json'))
    throw new Error('There is no config.json in this folder, so it is not a model.');
  const configText = await readText(join(folder, 'config.json'), MOST.config);
  const config = parse(configText, 'config.json');
  const family = isRecord(config) ? textOf(config, 'model_type') : null;
  if (!isRecord(config) || family === null)
    throw new Error('config.json does not say which kind of model this is (model_type).');
  if (textOf(config, 'model_file') !== null)
    throw new Error('It brings a program of its own (model_file in config.json), which an agent never runs.');
  if (!names.some((name) => /^tokenizer.*\.(json|model)$|\.tiktoken$/.test(name))) {
    throw new Error('There is no tokenizer in this folder. Download the whole model.');
  }
  const index = names.includes(INDEX)
    ? readIndex(parse(await readText(join(folder, INDEX), MOST.index), INDEX))
    : null;
  const tensors = await checkWeights(folder, names, index);
  const readMe = names.includes('README.md')
    ? await readStart(join(folder, 'README.md'), MOST.readMe).catch(() => '')
    : '';
  const parameters = cardParameters ?? index?.parameters ?? null;
  const shape = shapeOf(config, { tensors, indexBytes: null, parameters, licence: licenceOf(readMe) });
  return {
    architecture: family,
    layers: shape?.layers ?? null,
    parameters,
    weightsBytes: tensors.totalBytes,
    fingerprint: await fingerprintOf(folder, names, configText),
    tensorSizes: shape ? tensorSizesOf(shape) : [],
    pipelineSizes: shape ? pipelineSizesOf(shape, index !== null) : [],
    shape,
    problem: whyNotLoaded(family),
  };
}

function whyNotLoaded(family: string): string | null {
  const { runs, reason } = supportOf(family);
  return runs ? null : `${reason}.`;
}

function readIndex(json: unknown): WeightIndex {
  const map = isRecord(json) ? json['weight_map'] : null;
  if (!isRecord(json) || !isRecord(map) || !Object.values(map).every((it) => typeof it === 'string'))
    throw new Error(`${INDEX} is not what it should be; download it again.`);
  const metadata = isRecord(json['metadata']) ? json['metadata'] : {};
  const parameters = metadata['total_parameters'];
  const isCount = Number.isSafeInteger(parameters) && Number(parameters) > 0;
  return { weightMap: map as Record<string, string>, parameters: isCount ? Number(parameters) : null };
}

/** Equal on machines that hold the same model. Sizes, not contents: hashing 500 GB takes minutes. */
async function fingerprintOf(folder: string, names: string[], configText: string): Promise<string> {
  const hash = createHash('sha256').update(configText);
  for (const name of names.filter((it) => COUNTS.test(it))) {
    hash.update(`\n${name}\t${(await stat(join(folder, name))).size}`);
  }
  return hash.digest('hex');
}

/** Words are no reason to refuse a model: a card that can't be read is none. */
async function readCard(folder: string, names: string[]): Promise<z.output<typeof Card>> {
  if (!names.includes('espalier.json')) return {};
  const text = await readText(join(folder, 'espalier.json'), MOST.card).catch(() => '{}');
  try {
    return Card.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

function parse(text: string, name: string): unknown {
  try {
    return parseLooseJson(text);
  } catch (error) {
    throw new Error(`${name} is not what it should be; download it again.`, { cause: error });
  }
}
