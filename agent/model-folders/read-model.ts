import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import { ModelConfig, pipelineSizesOf, tensorSizesOf, textConfigOf } from './model-shapes.ts';
import { readSafetensors } from './safetensors.ts';

const INDEX = 'model.safetensors.index.json';
const Index = z.object({
  metadata: z.looseObject({ total_parameters: z.number().optional() }).optional(),
  weight_map: z.record(z.string(), z.string()),
});
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

/** Reads one model folder. Never throws: a folder that can't be started comes with its `problem` in words. */
export async function readModel(folder: string, id: string): Promise<AgentModel> {
  const base = {
    ...NOTHING,
    id,
    title: id.split('/').at(-1) ?? id,
    architecture: 'unknown',
    weightsBytes: 0,
    fingerprint: '',
  };
  try {
    const names = (await readdir(folder)).toSorted();
    const card = await readCard(folder, names);
    const named = {
      ...base,
      ...(card.title && { title: card.title }),
      description: card.description ?? '',
      suggestedQuestions: card.suggestedQuestions ?? [],
    };
    try {
      return { ...named, ...(await readFiles(folder, names, card.parameters)), problem: null };
    } catch (error) {
      return { ...named, problem: error instanceof Error ? error.message : String(error) };
    }
  } catch (error) {
    return {
      ...base,
      problem: `The folder can't be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function readFiles(folder: string, names: string[], cardParameters: number | undefined) {
  if (!names.includes('config.json'))
    throw new Error('There is no config.json in this folder, so it is not a model.');
  const configText = await readFile(join(folder, 'config.json'), 'utf8');
  const config = parse(configText, 'config.json', (json) =>
    ModelConfig.parse(textConfigOf(json as Record<string, unknown>)),
  );
  if (!names.some((name) => /^tokenizer.*\.(json|model)$|\.tiktoken$/.test(name))) {
    throw new Error('There is no tokenizer in this folder. Download the whole model.');
  }
  const index = names.includes(INDEX)
    ? parse(await readFile(join(folder, INDEX), 'utf8'), INDEX, (json) => Index.parse(json))
    : null;
  return {
    architecture: config.model_type,
    layers: config.num_hidden_layers ?? null,
    parameters: cardParameters ?? index?.metadata?.total_parameters ?? null,
    weightsBytes: await checkWeights(folder, names, index),
    fingerprint: await fingerprintOf(folder, names, configText),
    tensorSizes: tensorSizesOf(config),
    pipelineSizes: pipelineSizesOf(config, index !== null),
  };
}

/** mlx_lm loads shards without checking that every weight is there, so this does. Returns the bytes of all weights. */
async function checkWeights(
  folder: string,
  names: string[],
  index: z.output<typeof Index> | null,
): Promise<number> {
  const files = names.filter((name) => /^model.*\.safetensors$/.test(name));
  const named = [...new Set(Object.values(index?.weight_map ?? {}))];
  const missing = named.filter((name) => !files.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `${missing.length} of ${named.length} weight files are missing, ${missing[0]} first. Download them.`,
    );
  }
  if (files.length === 0) throw new Error('There are no weights (model*.safetensors) in this folder.');
  const found = new Set<string>();
  let bytes = 0;
  for (const file of files) {
    const tensors = await readSafetensors(join(folder, file));
    for (const name of tensors.names) found.add(name);
    bytes += tensors.dataBytes;
  }
  const lost = Object.keys(index?.weight_map ?? {}).filter((name) => !found.has(name));
  if (lost.length > 0)
    throw new Error(`${lost.length} weights of the index are in no file, ${lost[0]} first.`);
  return bytes;
}

/** Equal on machines that hold the same model. Sizes, not contents: hashing 500 GB takes minutes. */
async function fingerprintOf(folder: string, names: string[], configText: string): Promise<string> {
  const hash = createHash('sha256').update(configText);
  for (const name of names.filter((it) => COUNTS.test(it))) {
    hash.update(`\n${name}\t${(await stat(join(folder, name))).size}`);
  }
  return hash.digest('hex');
}

async function readCard(folder: string, names: string[]): Promise<z.output<typeof Card>> {
  if (!names.includes('espalier.json')) return {};
  return parse(await readFile(join(folder, 'espalier.json'), 'utf8'), 'espalier.json', (json) =>
    Card.parse(json),
  );
}

function parse<T>(text: string, name: string, read: (json: unknown) => T): T {
  try {
    return read(JSON.parse(text));
  } catch (error) {
    throw new Error(`${name} is not what it should be; download it again.`, { cause: error });
  }
}
