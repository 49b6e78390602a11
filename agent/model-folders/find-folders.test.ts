import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { AgentModel } from '@/shared/schemas/machine.ts';
import { scanModels } from './scan-models.ts';

const root = mkdtempSync(join(tmpdir(), 'espalier-folders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SHIPPED = 'agent/models/espalier-demo';
function makeModel(folder: string): string {
  const path = join(root, folder);
  mkdirSync(path, { recursive: true });
  cpSync(SHIPPED, path, { recursive: true });
  rmSync(join(path, 'espalier.json'), { force: true });
  return path;
}

/** As huggingface_hub writes it: files are links into `blobs`. */
function makeHub(name: string, revisions: readonly string[], main: string | null): string {
  const hub = join(root, `models--${name.replace('/', '--')}`);
  mkdirSync(join(hub, 'blobs'), { recursive: true });
  mkdirSync(join(hub, 'refs'), { recursive: true });
  for (const revision of revisions) {
    const made = makeModel('draft');
    const snapshot = join(hub, 'snapshots', revision);
    mkdirSync(snapshot, { recursive: true });
    for (const file of ['config.json', 'tokenizer.json', 'model.safetensors']) {
      renameSync(join(made, file), join(hub, 'blobs', `${revision}-${file}`));
      symlinkSync(join('../../blobs', `${revision}-${file}`), join(snapshot, file));
    }
    rmSync(made, { recursive: true });
  }
  if (main !== null) writeFileSync(join(hub, 'refs/main'), main);
  return hub;
}

const scan = async (roots: string[] = [root]) =>
  (await scanModels(roots)).map(({ model }) => AgentModel.parse(model));
const brief = async (roots?: string[]) =>
  Object.fromEntries((await scan(roots)).map(({ id, problem }) => [id, problem]));

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
});

describe('folders as people have them', () => {
  test('plain, of an organisation, as LM Studio has them, and one level further in', async () => {
    makeModel('plain');
    makeModel('lmstudio-community/Demo-4bit');
    makeModel('.hidden/model');
    makeModel('models/publisher/Deep-8bit');
    expect(await brief()).toEqual({
      plain: null,
      'lmstudio-community/Demo-4bit': null,
      'publisher/Deep-8bit': null,
    });
  });

  test('a Hugging Face cache is a row a model, at what its main names', async () => {
    const hub = makeHub('mlx-community/Demo-4bit', ['aaa', 'bbb'], 'aaa');
    mkdirSync(join(root, '.locks'));
    mkdirSync(join(root, 'datasets--some--thing/blobs'), { recursive: true });
    const [found, ...more] = await scanModels([root]);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      model: { id: 'mlx-community/Demo-4bit', title: 'Demo-4bit', problem: null },
      path: join(hub, 'snapshots/aaa'),
    });
    expect(await brief([join(root, '..', root.split('/').at(-1)!)])).toEqual({
      'mlx-community/Demo-4bit': null,
    });
  });

  test('without a main the newest snapshot is meant', async () => {
    const hub = makeHub('org/Demo', ['old', 'new'], null);
    utimesSync(join(hub, 'snapshots/old'), new Date('2026-01-01'), new Date('2026-01-01'));
    expect((await scanModels([root]))[0]?.path).toBe(join(hub, 'snapshots/new'));
  });

  test('a snapshot whose blob isn’t there yet says which file is missing', async () => {
    const hub = makeHub('org/Demo', ['aaa'], 'aaa');
    rmSync(join(hub, 'blobs/aaa-model.safetensors'));
    expect(await brief()).toEqual({
      'org/Demo': 'The weight file model.safetensors is missing. Download it.',
    });
    rmSync(join(hub, 'snapshots'), { recursive: true });
    expect((await brief())['org/Demo']).toMatch(/there is no snapshot/);
  });

  test('spaces and letters beyond ASCII: an id of their own, and the name people gave', async () => {
    makeModel('Mein Modell 4bit');
    makeModel('Größe/日本語');
    const models = await scan();
    expect(models.map(({ title, problem }) => [title, problem])).toEqual([
      ['日本語', null],
      ['Mein Modell 4bit', null],
    ]);
    for (const { id } of models) expect(id).toMatch(/^[\w.-]+(\/[\w.-]+)?$/);
    expect(models.map(({ id }) => id).join(' ')).toMatch(/Mein-Modell-4bit-[0-9a-f]{6}/);
    expect((await scan()).map(({ id }) => id)).toEqual(models.map(({ id }) => id));
  });
});

describe('what can’t be read is told, and the rest goes on', () => {
  test('a root that is a file', async () => {
    makeModel('fine');
    writeFileSync(join(root, 'file'), 'no folder');
    const found = await brief([join(root, 'file'), root]);
    expect(found).toEqual({
      'models-folder': 'This is a file, where a folder with models should be.',
      fine: null,
    });
  });

  test('links that lead back, nowhere, or to a folder above', async () => {
    makeModel('fine');
    symlinkSync('circle', join(root, 'circle'));
    symlinkSync('/nowhere/at/all', join(root, 'away'));
    mkdirSync(join(root, 'org'));
    symlinkSync('..', join(root, 'org/up'));
    expect(await brief()).toEqual({
      away: 'This link leads nowhere. The disk it points to may be away.',
      circle: 'This link leads back to itself. Make it anew.',
      fine: null,
    });
  });

  // Root may read everything, so the look is made as somebody else.
  test.runIf(process.geteuid?.() === 0)('a folder of somebody else', async () => {
    makeModel('fine');
    chmodSync(root, 0o755);
    chmodSync(makeModel('theirs'), 0o700);
    process.seteuid!(65_534);
    try {
      const found = await brief();
      expect(found['fine']).toBeNull();
      expect(found['theirs']).toMatch(/^This folder belongs to somebody else/);
    } finally {
      process.seteuid!(0);
    }
  });

  test('a stray shard beside the right ones is told, and counts for nothing', async () => {
    const path = makeModel('demo');
    cpSync(join(path, 'model.safetensors'), join(path, 'model-00003-of-00009.safetensors'));
    const [model] = await scan();
    expect(model).toMatchObject({ weightsBytes: 0, tensorSizes: [] });
    expect(model!.problem).toBe(
      'model-00003-of-00009.safetensors does not belong to this model, and mlx-lm would load it over the right files. Move it away.',
    );
  });

  test('shards without an index: one of them missing', async () => {
    const path = makeModel('demo');
    rmSync(join(path, 'model.safetensors.index.json'), { force: true });
    renameSync(join(path, 'model.safetensors'), join(path, 'model-00001-of-00002.safetensors'));
    expect((await brief())['demo']).toMatch(/^1 of 2 weight files are missing, model-00002-of-00002/);
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      'a header of absurd length',
      (path) => writeFileSync(join(path, 'model.safetensors'), Buffer.alloc(64, 0xff)),
      /damaged or not downloaded/,
    ],
    [
      'offsets that can’t be',
      (path) => {
        const header = Buffer.from('{"a":{"dtype":"F32","shape":[1],"data_offsets":[9,1e999]}}');
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(header.length));
        writeFileSync(join(path, 'model.safetensors'), Buffer.concat([length, header]));
      },
      /not a safetensors file/,
    ],
    ['no kind of model', (path) => writeFileSync(join(path, 'config.json'), '{}'), /which kind of model/],
    [
      'a kind that mlx-lm has no code for',
      (path) => writeFileSync(join(path, 'config.json'), '{"model_type":"future_9"}'),
      /has no model type future_9/,
    ],
    [
      'a program of its own',
      (path) => writeFileSync(join(path, 'config.json'), '{"model_type":"qwen2","model_file":"evil.py"}'),
      /never runs/,
    ],
    [
      'a config that is a folder',
      (path) => {
        rmSync(join(path, 'config.json'));
        mkdirSync(join(path, 'config.json'));
      },
      /is no file/,
    ],
  ])('%s', async (_, breakIt, problem) => {
    breakIt(makeModel('demo'));
    rmSync(join(root, 'demo/model.safetensors.index.json'), { force: true });
    makeModel('fine');
    const found = await brief();
    expect(found['demo']).toMatch(problem);
    expect(found['fine']).toBeNull();
  });

  test('odd numbers in a config refuse nothing', async () => {
    const path = makeModel('demo');
    const config =
      '{"model_type":"qwen2","num_hidden_layers":6,"hidden_size":192,"num_attention_heads":12,' +
      '"intermediate_size":[576,576,576,576,576,576],"rope_scaling":{"factor":Infinity},"x":NaN}';
    writeFileSync(join(path, 'config.json'), config);
    expect((await scan())[0]).toMatchObject({ problem: null, tensorSizes: [2, 3, 4, 6] });
  });

  test('a look has an end', async () => {
    for (let i = 0; i < 6; i++) makeModel(`model-${i}`);
    const found = await scanModels([root], { depth: 3, folders: 4, models: 500, ms: 60_000 });
    expect(found.map(({ model }) => model.id)).toEqual(['model-0', 'model-1', 'model-2', 'more-folders']);
  });
});
