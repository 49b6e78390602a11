import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  closeSync,
  readSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { readModel } from '../model-folders/read-model.ts';
import { scanModels } from '../model-folders/scan-models.ts';
import { until } from '../testing/until.ts';
import { CopyInterrupted, CopyRefused } from './fetch-file.ts';
import { fetchModel, type FetchModelOptions, type FetchProgress } from './fetch-model.ts';
import { type Gift, give } from './give.ts';
import { openKnownHashes } from './known-hashes.ts';
import { type GivenFile, listFiles } from './list-files.ts';
import { createPace } from './pace.ts';
import { peerSource, wantedOf } from './peer-source.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const TOKEN = 'a token that only these two know'.repeat(2);
const MODEL = 'espalier-demo';
const WEIGHTS = 'model.safetensors';

let folder: string;
let root: string;
let given: string;
let gift: Gift | null;
let proxy: Server | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-copy-'));
  root = join(folder, 'receiver');
  given = join(folder, 'giver', MODEL);
  mkdirSync(root);
  cpSync(join('agent/models', MODEL), given, { recursive: true });
  writeFileSync(join(given, 'modeling_own.py'), 'print("never run")');
  gift = null;
  proxy = null;
});
afterEach(() => {
  gift?.close();
  proxy?.close();
  rmSync(folder, { recursive: true, force: true });
});

const read: { bytes: number } = { bytes: 0 };
const list = () =>
  listFiles(given, {
    known: openKnownHashes(join(folder, 'hashes.json')),
    signal: AbortSignal.timeout(10_000),
    onReading: (done) => (read.bytes = done),
  });

async function offer(files: GivenFile[]): Promise<number> {
  gift = await give({ address: '127.0.0.1', token: TOKEN, files, idleMs: 60_000, onIdle: () => {} });
  return gift.port;
}

async function optionsFor(files: GivenFile[], port: number, more: Partial<FetchModelOptions> = {}) {
  const { fingerprint } = await readModel(given, MODEL, MODEL);
  return {
    root,
    modelId: MODEL,
    fingerprint,
    expected: fingerprint,
    files: files.map(wantedOf),
    source: peerSource({ address: '127.0.0.1', port, token: TOKEN }),
    pace: createPace(null),
    signal: AbortSignal.timeout(20_000),
    onProgress: () => {},
    ...more,
  };
}

/** Between the two: `onBytes` hears what goes to the receiver and says when the line breaks; `ranges`: what was asked. */
async function openLine(
  port: number,
  onBytes: (bytes: number) => boolean,
  ranges: number[] = [],
): Promise<number> {
  proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far);
    near.on('data', (asked: Buffer) => {
      const range = /range: bytes=(\d+)-/.exec(asked.toString())?.[1];
      if (range !== undefined) ranges.push(Number(range));
    });
    far.on('data', (chunk: Buffer) => {
      near.write(chunk);
      if (onBytes(chunk.length)) near.destroy();
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy!.listen(0, '127.0.0.1', resolve));
  return (proxy.address() as { port: number }).port;
}

const flip = (path: string, at: number): void => {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0]! ^= 0b100;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
};
const partial = (): string =>
  join(
    root,
    readdirSync(root).find((it) => it.startsWith('.copy-'))!,
  );
const expectSame = (): void => {
  for (const name of readdirSync(join(root, MODEL)))
    expect([name, readFileSync(join(root, MODEL, name)).equals(readFileSync(join(given, name)))]).toEqual([
      name,
      true,
    ]);
};

test('a model comes whole, without programs, and is hashed once', async () => {
  const files = await list();
  expect(read.bytes).toBeGreaterThan(0);
  read.bytes = 0;
  expect(await list()).toEqual(files);
  expect(read.bytes).toBe(0);
  const seen: FetchProgress[] = [];
  const notes = await fetchModel(
    await optionsFor(files, await offer(files), { onProgress: (it) => seen.push(it) }),
  );
  expect(notes).toEqual([]);
  expectSame();
  expect(readdirSync(join(root, MODEL)).toSorted()).toEqual(files.map(({ name }) => name));
  expect(files.map(({ name }) => name)).not.toContain('modeling_own.py');
  expect(readdirSync(root)).toEqual([MODEL]);
  expect(seen.at(-1)).toMatchObject({ doneBytes: seen.at(-1)!.totalBytes, filesDone: files.length });
  const [found] = await scanModels([root]);
  expect(found?.model).toMatchObject({ id: MODEL, problem: null });
});

test(`a line that breaks at random bytes is gone on with from where it broke (SEED=${SEED})`, async () => {
  const files = await list();
  const total = files.reduce((sum, it) => sum + it.bytes, 0);
  const random = seededRandom(SEED);
  const breaks = Array.from({ length: 4 }, () => Math.floor(random() * total * 0.98)).toSorted(
    (a, b) => a - b,
  );
  let passed = 0;
  const ranges: number[] = [];
  const line = await openLine(
    await offer(files),
    (bytes) => {
      passed += bytes;
      if (breaks.length === 0 || passed < breaks[0]!) return false;
      breaks.shift();
      return true;
    },
    ranges,
  );
  await fetchModel(await optionsFor(files, line));
  expectSame();
  expect(ranges.length).toBeGreaterThan(0);
  expect(ranges).toEqual(ranges.toSorted((a, b) => a - b));
});

test('a try that was ended goes on from what is there; a bit that flipped meanwhile is found, told and mended', async () => {
  const files = await list();
  const port = await offer(files);
  const ended = new AbortController();
  const weights = files.find(({ name }) => name === WEIGHTS)!;
  const first = fetchModel(
    await optionsFor(files, port, {
      signal: ended.signal,
      pace: createPace(20_000_000),
      onProgress: ({ file }) => {
        if (file?.name === WEIGHTS && file.doneBytes > 0) ended.abort();
      },
    }),
  );
  await expect(first).rejects.toThrow();
  const there = join(partial(), WEIGHTS);
  expect(statSync(there).size).toBeGreaterThan(0);
  flip(there, Math.floor(statSync(there).size / 2));
  const [note, ...others] = await fetchModel(await optionsFor(files, port));
  expect(others).toEqual([]);
  expect(note).toContain(`${WEIGHTS} came damaged`);
  expect(note).toContain(weights.sha256);
  expectSame();
});

test('what its giver’s disk has spoiled is refused by name, with both hashes, and gets no place', async () => {
  const path = join(given, WEIGHTS);
  const written = new Date('2026-11-18T22:04:00Z');
  utimesSync(path, written, written);
  const files = await list();
  const port = await offer(files);
  flip(path, 5000);
  utimesSync(path, written, written);
  const spoiled = fetchModel(await optionsFor(files, port));
  await expect(spoiled).rejects.toBeInstanceOf(CopyRefused);
  await expect(spoiled).rejects.toThrow(
    new RegExp(`${WEIGHTS} came damaged twice .*${files.find(({ name }) => name === WEIGHTS)!.sha256}`),
  );
  expect(readdirSync(root).every((it) => it.startsWith('.copy-'))).toBe(true);
  expect(await scanModels([root])).toEqual([]);
});

test('what is no model’s, too large for the disk or under a name that leads elsewhere is refused before a byte', async () => {
  const files = await list();
  let asked = 0;
  const line = await openLine(await offer(files), () => {
    asked += 1;
    return false;
  });
  const good = await optionsFor(files, line);
  const [first] = good.files;
  const tries: [Partial<FetchModelOptions>, RegExp][] = [
    [{ modelId: '../elsewhere' }, /no name/],
    [{ modelId: '.hidden' }, /no name/],
    [{ modelId: 'models--a' }, /no name/],
    [{ files: [...good.files, { ...first!, name: 'run.py' }] }, /run\.py is no weights/],
    [{ files: [...good.files, { ...first!, name: 'CONFIG.json' }] }, /one name/],
    [{ files: [...good.files, { ...first!, name: 'model-2.safetensors', bytes: 9e11 }] }, /not enough room/],
  ];
  for (const [change, why] of tries) await expect(fetchModel({ ...good, ...change })).rejects.toThrow(why);
  expect(asked).toBe(0);
  mkdirSync(join(root, MODEL));
  await expect(fetchModel(good)).rejects.toThrow(/folder of this name/);
});

test('only who has the token is given anything, and only the files of the model', async () => {
  symlinkSync('/etc/hostname', join(given, 'vocab.json'));
  await expect(list()).rejects.toThrow(/vocab\.json is a link that leads out/);
  rmSync(join(given, 'vocab.json'));
  const files = await list();
  const port = await offer(files);
  const good = await optionsFor(files, port);
  const stranger = fetchModel({
    ...good,
    source: peerSource({ address: '127.0.0.1', port, token: 'x'.repeat(40) }),
  });
  await expect(stranger).rejects.toBeInstanceOf(CopyInterrupted);
  const ask = async (path: string, range?: string): Promise<number> => {
    const headers = { authorization: `Bearer ${TOKEN}`, ...(range && { range }) };
    return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
  };
  expect(await ask('/files/modeling_own.py')).toBe(404);
  expect(await ask('/files/..%2fconfig.json')).toBe(404);
  expect(await ask('/files/config.json', 'bytes=999999999-')).toBe(416);
  expect(await ask('/files/config.json', 'bytes=3-')).toBe(206);
  writeFileSync(join(given, 'config.json'), '{}');
  expect(await ask('/files/config.json')).toBe(409);
  gift!.close();
  await until(async () => {
    return fetch(`http://127.0.0.1:${port}/`).then(
      () => false,
      () => true,
    );
  }, 'the giver listens no more');
});
