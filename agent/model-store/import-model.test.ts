import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiskLooked, FoundOnDisk } from '@/shared/schemas/model-store.ts';
import { scanModels } from '../model-folders/scan-models.ts';
import { until } from '../testing/until.ts';
import type { CopyReports } from './copy-reports.ts';
import type { FetchProgress } from './fetch-model.ts';
import { openFileStore } from './file-store.ts';
import { listVolumes } from './list-volumes.ts';
import type { ModelStore } from './model-store.ts';

const FROM = 'agent/models/espalier-demo';
const WEIGHTS = 'model.safetensors';
const COMMIT = '9b1c62e0d4f5a6b7c8d9e0f1a2b3c4d5e6f70819';
const NAME = 'lab/espalier-demo';

let folder: string;
let disk: string;
let store: ModelStore;
let told: { ended: unknown[][]; looked: DiskLooked[]; progress: FetchProgress[] };
const root = () => join(folder, 'data', 'models');

function open(): void {
  const reports: CopyReports = {
    offered: () => Promise.resolve(),
    listed: () => Promise.resolve(),
    looked: (it) => Promise.resolve(void told.looked.push(it)),
    ended: (_fence, outcome, words, away) =>
      Promise.resolve(void told.ended.push([outcome, words, away === true])),
    reading: () => () => {},
    progress: () => (it) => void told.progress.push(it),
    close: () => {},
  };
  store = openFileStore({
    dataFolder: join(folder, 'data'),
    root: root(),
    scan: () => scanModels([root()]),
    reports,
    isInUse: () => false,
    onChange: () => {},
  });
}
const policy = (more: object): void =>
  writeFileSync(join(folder, 'data', 'policy.json'), JSON.stringify({ importFolders: [disk], ...more }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-import-'));
  disk = join(folder, 'Apricot');
  mkdirSync(join(folder, 'data'));
  told = { ended: [], looked: [], progress: [] };
  cpSync(FROM, join(disk, 'lab', 'espalier-demo'), { recursive: true });
  writeFileSync(join(disk, 'lab', 'espalier-demo', 'modeling_own.py'), 'print("never run")');
  policy({});
  open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As Hugging Face's tools keep what they fetched: files by their hashes, and links to them. */
function makeHub(): string {
  const hub = join(disk, 'hub', 'models--lab--from-hub');
  const snapshot = join(hub, 'snapshots', COMMIT);
  mkdirSync(snapshot, { recursive: true });
  mkdirSync(join(hub, 'blobs'));
  for (const name of readdirSync(FROM)) {
    const bytes = readFileSync(join(FROM, name));
    const blob =
      name === WEIGHTS
        ? createHash('sha256').update(bytes).digest('hex')
        : createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    writeFileSync(join(hub, 'blobs', blob), bytes);
    symlinkSync(join('..', '..', 'blobs', blob), join(snapshot, name));
  }
  return snapshot;
}
async function look(): Promise<DiskLooked> {
  const before = told.looked.length;
  await store.look({ lookId: 'look' });
  await until(() => told.looked.length > before, 'the disks were looked at');
  return told.looked.at(-1)!;
}
const find = async (title: string): Promise<FoundOnDisk> =>
  (await look()).found.find((it) => it.title === title)!;
let attempt = 0;
async function bring({ key, fingerprint }: FoundOnDisk, bytesPerSecond: number | null = null) {
  const before = told.ended.length;
  await store.import({ copyId: 'c', attempt: ++attempt, modelId: NAME, key, fingerprint, bytesPerSecond });
  return async () => {
    await until(() => told.ended.length > before, 'it ended');
    return told.ended.at(-1)!;
  };
}
const expectWhole = (): void => {
  const there = join(root(), NAME);
  for (const name of readdirSync(there)) {
    expect(lstatSync(join(there, name)).isFile()).toBe(true);
    expect(readFileSync(join(there, name)).equals(readFileSync(join(FROM, name)))).toBe(true);
  }
  expect(readdirSync(there)).toContain(WEIGHTS);
  expect(readdirSync(there)).not.toContain('modeling_own.py');
};

describe('what lies on a disk', () => {
  test('is told with its size, and what of it can’t be brought with why', async () => {
    makeHub();
    cpSync(FROM, join(disk, 'lab', 'half'), { recursive: true });
    rmSync(join(disk, 'lab', 'half', WEIGHTS));
    cpSync(FROM, join(disk, 'lab', 'thief'), { recursive: true });
    rmSync(join(disk, 'lab', 'thief', 'config.json'));
    writeFileSync(join(folder, 'secret.json'), '{"model_type":"llama"}');
    symlinkSync(join(folder, 'secret.json'), join(disk, 'lab', 'thief', 'config.json'));
    cpSync(FROM, join(folder, 'elsewhere', 'far'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere', 'far'), join(disk, 'lab', 'far'));
    const { found, places, note } = await look();
    expect([places, note]).toEqual([['Apricot'], null]);
    const by = (title: string) => found.find((it) => it.title === title);
    const bytes = readFileSync(join(FROM, WEIGHTS)).length;
    expect(by('from-hub')).toMatchObject({ modelId: 'lab/from-hub', revision: COMMIT, problem: null });
    expect(by('from-hub')!.hashed).toBe(by('from-hub')!.files);
    const own = found.find((it) => it.modelId === NAME)!;
    expect(own).toMatchObject({ place: 'Apricot', folder: NAME, revision: null, hashed: 0, problem: null });
    expect(own.bytes).toBeGreaterThan(bytes);
    expect(found.find((it) => it.modelId === 'lab/half')!.problem).toMatch(/is missing/);
    expect(found.find((it) => it.modelId === 'lab/thief')!.problem).toMatch(/leads out/);
    expect(found.find((it) => it.modelId === 'lab/far')!.problem).toMatch(/leads away/);
    expect(JSON.stringify(found)).not.toContain(folder);
  });

  test('is looked at where the machine’s keeper allows it, and nowhere else', async () => {
    policy({ importFolders: [join(disk, 'lab', 'espalier-demo'), join(folder, 'gone')] });
    expect(await look()).toMatchObject({
      found: [{ modelId: 'espalier-demo', folder: 'espalier-demo' }],
      note: 'gone is not there now.',
    });
    policy({ importFolders: [] });
    await expect(store.look({ lookId: 'x' })).rejects.toThrow(/no folder/);
    policy({ takeModels: false });
    await expect(store.look({ lookId: 'x' })).rejects.toThrow(/policy\.json/);
  });

  test('is on disks that are mounted, not on the system’s own', async () => {
    const devices: Record<string, number> = {
      '/': 1,
      '/Volumes': 1,
      '/Volumes/Apricot': 7,
      '/media': 1,
      '/media/ada': 1,
      '/media/ada/Plum': 8,
      '/run': 3,
      '/run/media': 3,
      '/mnt': 9,
    };
    const list = (path: string) =>
      Promise.resolve(
        Object.keys(devices)
          .filter((it) => it.startsWith(`${path}/`) && !it.slice(path.length + 1).includes('/'))
          .map((it) => it.slice(path.length + 1)),
      );
    const on = (platform: NodeJS.Platform) =>
      listVolumes(platform, (path) => Promise.resolve(devices[path] ?? null), list);
    expect(await on('darwin')).toEqual(['/Volumes/Apricot']);
    expect(await on('linux')).toEqual(['/media/ada/Plum', '/mnt']);
  });
});

describe('a model comes from a disk', () => {
  test('out of Hugging Face’s cache, and a byte that differs from the hub’s hash is found', async () => {
    const snapshot = makeHub();
    expect(await (await bring(await find('from-hub')))()).toEqual(['whole', null, false]);
    expectWhole();
    rmSync(join(root(), 'lab'), { recursive: true });
    const bytes = readFileSync(join(snapshot, WEIGHTS));
    bytes[bytes.length - 9]! ^= 4;
    writeFileSync(join(snapshot, WEIGHTS), bytes);
    const [outcome, words] = await (await bring(await find('from-hub')))();
    expect([outcome, words]).toEqual(['refused', expect.stringMatching(/damaged twice.*cable between/)]);
    expect(readdirSync(root()).every((it) => it.startsWith('.'))).toBe(true);
  });

  test('goes on after the agent was killed and the disk was pulled, from what is there', async () => {
    const size = readFileSync(join(FROM, WEIGHTS)).length;
    const found = await find('espalier-demo');
    const partOfWeights = () =>
      told.progress.some(({ file }) => file?.name === WEIGHTS && file.doneBytes > 0 && file.doneBytes < size);
    await bring(found, size);
    await until(partOfWeights, 'a part has come');
    store.close();
    open();
    told.progress.length = 0;
    const away = await bring(found, size);
    await until(partOfWeights, 'it goes on');
    const weights = join(disk, NAME, WEIGHTS);
    renameSync(disk, `${disk} pulled`);
    truncateSync(weights.replace(disk, `${disk} pulled`), size - 1);
    const [outcome, words, isAway] = await away();
    expect([outcome, isAway]).toEqual(['interrupted', true]);
    expect(words).toMatch(/Apricot is not attached.*goes on by itself/);
    const still = await (await bring(found))();
    expect(still).toEqual(['interrupted', expect.stringMatching(/not attached/), true]);
    renameSync(`${disk} pulled`, disk);
    cpSync(join(FROM, WEIGHTS), weights, { preserveTimestamps: true });
    told.progress.length = 0;
    expect(await (await bring(found))()).toEqual(['whole', null, false]);
    expectWhole();
  });

  test('a disk with another model in that place is refused, and so is one beyond the quota', async () => {
    const found = await find('espalier-demo');
    policy({ mostModelGigabytes: 0.000_001 });
    expect(await (await bring(found))()).toEqual([
      'refused',
      expect.stringMatching(/keeps 0\.000001 GB/),
      false,
    ]);
    policy({});
    const config = join(disk, NAME, 'config.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('{', '{ "other": 1,'));
    expect(await (await bring(found))()).toEqual(['refused', expect.stringMatching(/another form/), false]);
  });

  test('a part that was spoilt on this machine meanwhile is found, though no hash of it is known', async () => {
    const size = readFileSync(join(FROM, WEIGHTS)).length;
    const found = await find('espalier-demo');
    await bring(found, size);
    await until(
      () => told.progress.some(({ file }) => file?.name === WEIGHTS && file.doneBytes > 0),
      'a part has come',
    );
    store.close();
    const partial = join(
      root(),
      readdirSync(root()).find((it) => it.startsWith('.copy-'))!,
      WEIGHTS,
    );
    await until(() => lstatSync(partial).size > 0, 'a part is there');
    const bytes = readFileSync(partial);
    bytes[0]! ^= 1;
    writeFileSync(partial, bytes);
    open();
    const [outcome, words] = await (await bring(found))();
    expect([outcome, words]).toEqual(['whole', expect.stringMatching(/came damaged .* now it is right/)]);
    expectWhole();
  });
});
