import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '@/shared/domain/seeded-random.ts';
import { CopyInterrupted, CopyRefused } from './fetch-file.ts';
import { fetchModel } from './fetch-model.ts';
import { mayGoOn } from './hub-http.ts';
import { hubSource, listHubFiles, type HubModel } from './hub-source.ts';
import { createPace } from './pace.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const FROM = 'agent/models/espalier-demo';
const MODEL = 'lab/espalier-demo';
const COMMIT = '9b1c62e0d4f5a6b7c8d9e0f1a2b3c4d5e6f70819';
const WEIGHTS = 'model.safetensors';
const read = (name: string): Buffer => readFileSync(join(FROM, name));

/** Played as huggingface.co answers: the list with blobs, files by way of a redirect, problems by `x-error-code`. */
type Play = {
  isGated: boolean;
  breaks: number[];
  flip: number | null;
  extra: object[];
  asked: { url: string; range?: string; authorization?: string }[];
};
let play: Play;
let server: Server;
let base: string;
let root: string;
beforeEach(async () => {
  play = { isGated: false, breaks: [], flip: null, extra: [], asked: [] };
  root = mkdtempSync(join(tmpdir(), 'espalier-bring-'));
  mkdirSync(join(root, 'models'));
  server = createServer((req, res) => {
    const url = req.url!;
    const { range, authorization } = req.headers;
    play.asked.push({ url, ...(range && { range }), ...(authorization && { authorization }) });
    const refuse = (status: number, code: string): void =>
      void res.writeHead(status, { 'x-error-code': code, 'content-type': 'text/plain' }).end(code);
    const api = /^\/api\/models\/(.+)\/revision\/([^?]+)\?blobs=true$/.exec(url);
    if (api && api[1] !== MODEL) return refuse(401, 'RepoNotFound');
    if (api && ![COMMIT, 'main'].includes(api[2]!)) return refuse(404, 'RevisionNotFound');
    if (api) return void res.end(JSON.stringify(listing()));
    const file = new RegExp(`^/${MODEL}/resolve/${COMMIT}/([^/]+)$`).exec(url)?.[1];
    if (file !== undefined) {
      if (play.isGated && authorization !== 'Bearer hf_known') return refuse(401, 'GatedRepo');
      return void res.writeHead(302, { location: `/cdn/${file}?signature=x` }).end();
    }
    const name = /^\/cdn\/([^?]+)/.exec(url)![1]!;
    const bytes = Buffer.from(read(name));
    if (name === WEIGHTS && play.flip !== null) bytes[play.flip]! ^= 4;
    const at = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    res.writeHead(range ? 206 : 200, {
      'content-length': bytes.length - at,
      ...(range && { 'content-range': `bytes ${at}-${bytes.length - 1}/${bytes.length}` }),
    });
    const end = name === WEIGHTS ? play.breaks.shift() : undefined;
    if (end === undefined || end <= at) return void res.end(bytes.subarray(at));
    res.write(bytes.subarray(at, end), () => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function listing() {
  const siblings = readdirSync(FROM).map((rfilename) => {
    const bytes = read(rfilename);
    const blobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    if (rfilename !== WEIGHTS) return { rfilename, size: bytes.length, blobId };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const lfs = { sha256, size: bytes.length, pointerSize: 134 };
    return { rfilename, size: bytes.length, blobId: '0'.repeat(40), lfs };
  });
  const others = ['.gitattributes', 'modeling_own.py', 'original/model.safetensors'].map((rfilename) => ({
    rfilename,
    size: 9,
    blobId: '1'.repeat(40),
  }));
  const about = { _id: '66', id: MODEL, modelId: MODEL, sha: COMMIT, private: false, gated: play.isGated };
  return { ...about, siblings: [...siblings, ...others, ...play.extra] };
}

const hub = (more: Partial<HubModel> = {}): HubModel => ({
  base,
  token: null,
  mayBeHere: true,
  modelId: MODEL,
  revision: 'main',
  ...more,
});
const signal = AbortSignal.timeout(30_000);
const list = (more?: Partial<HubModel>) => listHubFiles(hub(more), signal);
async function bring(more: Partial<HubModel> = {}): Promise<string[]> {
  const { commit, files } = await list(more);
  return fetchModel({
    root: join(root, 'models'),
    modelId: MODEL,
    fingerprint: commit,
    expected: null,
    files,
    source: hubSource(hub({ ...more, revision: commit })),
    pace: createPace(null),
    signal,
    onProgress: () => {},
  });
}

test(`a model comes from a hub at one commit, over a line that breaks at random bytes, without programs (SEED=${SEED})`, async () => {
  const random = seededRandom(SEED);
  const size = read(WEIGHTS).length;
  play.breaks = [0, 1, 2].map(() => 1 + Math.floor(random() * size * 0.9)).toSorted((a, b) => a - b);
  play.isGated = true;
  expect(await bring({ token: 'hf_known' })).toEqual([]);
  const there = join(root, 'models', MODEL);
  for (const name of readdirSync(there))
    expect(readFileSync(join(there, name)).equals(read(name))).toBe(true);
  expect(readdirSync(there)).toContain(WEIGHTS);
  expect(readdirSync(there)).not.toContain('modeling_own.py');
  expect(play.asked.some(({ range }) => range !== undefined)).toBe(true);
  expect(play.asked.every(({ url }) => !url.includes('/resolve/main/'))).toBe(true);
});

test('a byte that is not what the hub’s hash says is found, and the model gets no place', async () => {
  play.flip = 5000;
  await expect(bring()).rejects.toThrow(/model\.safetensors came damaged twice \(sha256 .*What 127/);
  expect(readdirSync(join(root, 'models')).every((it) => it.startsWith('.copy-'))).toBe(true);
});

test('what can’t be had is told in words, with what to do', async () => {
  await expect(list({ modelId: 'lab/none' })).rejects.toThrow(/no lab\/none on .*private/);
  await expect(list({ revision: 'v9' })).rejects.toThrow(/no revision v9/);
  play.isGated = true;
  await expect(bring()).rejects.toThrow(/took its licence.*Settings, Rules/);
  await expect(bring({ token: 'hf_other' })).rejects.toThrow(/the lab’s token/);
  play.isGated = false;
  const huge = { rfilename: 'model-2.safetensors', size: 9e11, blobId: '0'.repeat(40) };
  play.extra = [{ ...huge, lfs: { sha256: 'a'.repeat(64), size: 9e11 } }];
  const before = play.asked.length;
  await expect(bring()).rejects.toThrow(/not enough room/);
  expect(play.asked).toHaveLength(before + 1);
  const gone = list({ base: 'http://127.0.0.1:1' });
  await expect(gone).rejects.toBeInstanceOf(CopyInterrupted);
  await expect(gone).rejects.toThrow(/can’t reach 127\.0\.0\.1:1.*mirror/);
});

test('a machine goes nowhere that no hub is, and takes its token nowhere else', async () => {
  const asked = play.asked.length;
  for (const it of [base, base.replace('127.0.0.1', 'localhost')])
    await expect(list({ base: it, mayBeHere: false })).rejects.toBeInstanceOf(CopyRefused);
  expect(play.asked).toHaveLength(asked);
  const face = new URL('https://huggingface.co');
  const may = (from: URL, to: string) => mayGoOn(from, new URL(to));
  expect(may(face, 'https://cas-bridge.xethub.hf.co/xet')).toBe(true);
  expect(may(face, 'http://cdn-lfs.hf.co/x')).toBe(false);
  expect(may(face, 'https://hf.co.evil.example/x')).toBe(false);
  expect(may(new URL('https://models.lab.example'), 'https://huggingface.co/x')).toBe(false);
});
