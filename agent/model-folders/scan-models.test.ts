import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import { scanModels } from './scan-models.ts';

const root = mkdtempSync(join(tmpdir(), 'espalier-models-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CONFIG = {
  model_type: 'llama',
  num_hidden_layers: 2,
  hidden_size: 64,
  num_attention_heads: 4,
  num_key_value_heads: 4,
  intermediate_size: 64,
};

function writeWeights(file: string, names: string[]): void {
  const header = Buffer.from(
    JSON.stringify(
      Object.fromEntries(
        names.map((name, i) => [name, { dtype: 'F32', shape: [2], data_offsets: [i * 8, i * 8 + 8] }]),
      ),
    ),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(file, Buffer.concat([length, header, Buffer.alloc(names.length * 8)]));
}

function makeModel(folder: string): string {
  const path = join(root, folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), JSON.stringify(CONFIG));
  writeFileSync(join(path, 'tokenizer.json'), '{}');
  writeWeights(join(path, 'model-00001-of-00002.safetensors'), ['a', 'b']);
  writeWeights(join(path, 'model-00002-of-00002.safetensors'), ['c']);
  const weight_map = {
    a: 'model-00001-of-00002.safetensors',
    b: 'model-00001-of-00002.safetensors',
    c: 'model-00002-of-00002.safetensors',
  };
  writeFileSync(
    join(path, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: { total_parameters: 6 }, weight_map }),
  );
  return path;
}

const scan = async (): Promise<AgentModel[]> => (await scanModels([root])).map((it) => it.model);
const only = async (): Promise<AgentModel> => {
  const [model, ...more] = await scan();
  expect(more).toEqual([]);
  return model!;
};

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
});

describe('scanModels', () => {
  test('a whole model', async () => {
    makeModel('mlx-community/Tiny-4bit');
    expect(await only()).toMatchObject({
      id: 'mlx-community/Tiny-4bit',
      title: 'Tiny-4bit',
      architecture: 'llama',
      layers: 2,
      parameters: 6,
      weightsBytes: 24,
      tensorSizes: [2, 4],
      pipelineSizes: [],
      problem: null,
    });
  });

  test('our card gives it words', async () => {
    const path = makeModel('tiny');
    writeFileSync(
      join(path, 'espalier.json'),
      JSON.stringify({ title: 'Tiny', description: 'Small.', suggestedQuestions: ['Why?'] }),
    );
    expect(await only()).toMatchObject({
      id: 'tiny',
      title: 'Tiny',
      description: 'Small.',
      suggestedQuestions: ['Why?'],
    });
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      'a weight file that is missing',
      (path) => rmSync(join(path, 'model-00002-of-00002.safetensors')),
      /1 of 2 weight files are missing/,
    ],
    [
      'a weight file cut short',
      (path) => truncateSync(join(path, 'model-00001-of-00002.safetensors'), 30),
      /damaged|its header says/,
    ],
    [
      'a weight file with more at its end',
      (path) => appendFileSync(join(path, 'model-00001-of-00002.safetensors'), 'x'),
      /its header says/,
    ],
    [
      'an empty weight file',
      (path) => writeFileSync(join(path, 'model-00001-of-00002.safetensors'), ''),
      /damaged/,
    ],
    [
      'a weight that no file holds',
      (path) => writeWeights(join(path, 'model-00001-of-00002.safetensors'), ['a']),
      /1 weights of the index are in no file, b first/,
    ],
    ['no tokenizer', (path) => rmSync(join(path, 'tokenizer.json')), /no tokenizer/],
    [
      'a config that is none',
      (path) => writeFileSync(join(path, 'config.json'), '<html>'),
      /config\.json is not what it should be/,
    ],
    ['no config', (path) => rmSync(join(path, 'config.json')), /no config\.json/],
  ])('says what is wrong: %s', async (_, breakIt, problem) => {
    breakIt(makeModel('tiny'));
    const model = await only();
    expect(model.problem).toMatch(problem);
    expect(model.tensorSizes).toEqual([]);
  });

  test('copies are equal, other weights are not, our words don’t count', async () => {
    const path = makeModel('one/tiny');
    cpSync(path, join(root, 'two/tiny'), { recursive: true });
    writeFileSync(join(root, 'two/tiny/espalier.json'), '{"title":"Other words"}');
    cpSync(path, join(root, 'three/tiny'), { recursive: true });
    writeFileSync(join(root, 'three/tiny/config.json'), JSON.stringify({ ...CONFIG, rope_theta: 5 }));
    const [one, three, two] = await scan();
    expect(two!.fingerprint).toBe(one!.fingerprint);
    expect(three!.fingerprint).not.toBe(one!.fingerprint);
  });

  test('folders without anything of a model, and roots that aren’t there, are passed over', async () => {
    mkdirSync(join(root, 'with space'));
    mkdirSync(join(root, '.cache'));
    expect(await scanModels([root, join(root, 'absent')])).toEqual([]);
  });

  test('what its files tell of it is told, for planning', async () => {
    const path = makeModel('tiny');
    writeFileSync(join(path, 'README.md'), '---\nlanguage: en\nlicense: apache-2.0\n---\n# Tiny');
    expect((await only()).shape).toMatchObject({
      family: 'llama',
      layers: 2,
      kvHeads: 4,
      attention: { kind: 'gqa' },
      weightBytes: 24,
      weightBasis: 'headers',
      licence: 'apache-2.0',
    });
  });

  test('a file that changes is read anew', async () => {
    const path = makeModel('tiny');
    expect((await only()).problem).toBeNull();
    truncateSync(join(path, 'model-00002-of-00002.safetensors'), 20);
    expect((await only()).problem).toMatch(/damaged/);
  });

  test('the model that Espalier ships can be started', async () => {
    const [shipped] = await scanModels(['agent/models']);
    expect(shipped!.model).toMatchObject({
      id: 'espalier-demo',
      problem: null,
      tensorSizes: [2, 3, 4, 6],
      pipelineSizes: [2, 3, 4, 5, 6],
    });
    expect(JSON.parse(readFileSync('agent/models/espalier-demo/config.json', 'utf8'))).toMatchObject({
      model_type: 'qwen2',
    });
  });
});
