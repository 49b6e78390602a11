/**
 * A model from one machine to another as agents bring it, against a plain copy of the same files: curl from a plain
 * static file server, `| tee file | sha256sum`, for scp checks every byte on its way too. All on this host, from memory
 * to memory over its loopback, so that neither disk nor link but the programs are measured. Each round runs both, in
 * turns first; ratio: the median of plain time over ours. Two more figures stand beside it: against curl that checks
 * nothing, and with the giver's hashing, which it does once for a file.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type FakeAgent, type FakePortal, startFakePortal } from '../agent/testing/fake-portal.ts';
import { type AgentProcess, startAgentProcess } from '../agent/testing/run-agent-process.ts';
import { until } from '../agent/testing/until.ts';
import { makeModel } from './lib/make-model.ts';
import { quantile } from './lib/quantile.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const SHARDS = Number(process.env['SHARDS'] ?? 4);
const SHARD_BYTES = Number(process.env['SHARD_MB'] ?? 100) * 1_000_000;
const MODEL = 'bench-model';
const LONG_MS = 120_000;
/** Never while waiting for it: the portal that leads the agents is this program. */
const run = promisify(execFile);
const token = randomBytes(32).toString('hex');

async function main(): Promise<void> {
  const folder = mkdtempSync('/dev/shm/espalier-peer-copy-');
  const portal = await startFakePortal();
  const programs: AgentProcess[] = [];
  const server = serveFiles(path.join(folder, 'given'));
  try {
    const files = makeModel(path.join(folder, 'given', MODEL), { shards: SHARDS, shardBytes: SHARD_BYTES });
    const start = async (index: number, models: string): Promise<FakeAgent> => {
      mkdirSync(path.join(folder, models), { recursive: true });
      const args = ['--models-folder', path.join(folder, models)];
      programs.push(
        await startAgentProcess({ portal, dataFolder: path.join(folder, `agent-${index}`), args }),
      );
      return portal.agent(index);
    };
    const giver = await start(0, 'given');
    const receiver = await start(1, 'none');
    const port = await server.port;
    const into = path.join(folder, 'agent-1', 'models');
    const first = await copyByAgents({ giver, receiver, attempt: 1, into });
    const rounds: { ours: number; checked: number; unchecked: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const plain = () => copyPlainly(folder, files, port);
      const ours = async () => (await copyByAgents({ giver, receiver, attempt: round + 2, into })).fetchMs;
      const before = round % 2 === 0 ? await plain() : null;
      const oursMs = await ours();
      const { uncheckedMs, checkedMs } = before ?? (await plain());
      rounds.push({ ours: oursMs, checked: checkedMs, unchecked: uncheckedMs });
    }
    report(first, rounds);
  } finally {
    for (const { child } of programs) child.kill('SIGKILL');
    await Promise.all(programs.map((it) => it.exited));
    server.close();
    await (portal as FakePortal).close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Copying = { giver: FakeAgent; receiver: FakeAgent; attempt: number; into: string };

/** `offerMs`: until the giver has the hashes and listens; `fetchMs`: from then until the model is whole in its place. */
async function copyByAgents({ giver, receiver, attempt, into }: Copying) {
  const fence = { copyId: 'copy', attempt };
  const { fingerprint, problem } = giver.hellos[0]!.models.find(({ id }) => id === MODEL)!;
  if (problem !== null) throw new Error(problem);
  const which = { modelId: MODEL, fingerprint };
  const startedMs = performance.now();
  await giver.send('model:offer', { ...fence, ...which, address: '127.0.0.1', token, idleMs: LONG_MS });
  const offer = () => giver.copies.offered.find((it) => it.attempt === attempt);
  await until(() => offer() !== undefined, 'the giver offers', LONG_MS);
  const offeredMs = performance.now();
  const { port, files } = offer()!;
  const from = { address: '127.0.0.1', port, token, bytesPerSecond: null };
  await receiver.send('model:fetch', { ...fence, ...which, ...from, files });
  const end = () => receiver.copies.ended.find((it) => it.attempt === attempt);
  await until(() => end() !== undefined, 'the model is whole', LONG_MS);
  const fetchMs = performance.now() - offeredMs;
  if (end()!.outcome !== 'whole') throw new Error(end()!.message ?? 'It did not come.');
  rmSync(path.join(into, MODEL), { recursive: true });
  return { offerMs: offeredMs - startedMs, fetchMs, bytes: files.reduce((sum, it) => sum + it.bytes, 0) };
}

/** Hashed as it comes, as we do; and once more without. */
async function copyPlainly(folder: string, files: readonly string[], port: number) {
  const into = path.join(folder, 'plain');
  const timed = async (then: string): Promise<number> => {
    mkdirSync(into);
    const startedMs = performance.now();
    for (const name of files) {
      const url = `http://127.0.0.1:${port}/${MODEL}/${name}`;
      await run('sh', ['-c', `curl -sf "$1" ${then}`, 'copy', url, path.join(into, name)]);
    }
    const tookMs = performance.now() - startedMs;
    if (files.some((name) => statSync(path.join(into, name)).size === 0))
      throw new Error('curl brought nothing.');
    rmSync(into, { recursive: true });
    return tookMs;
  };
  return { checkedMs: await timed('| tee "$2" | sha256sum'), uncheckedMs: await timed('-o "$2"') };
}

const SERVER = `
const { createServer } = require('node:http');
const { createReadStream, statSync } = require('node:fs');
createServer((asked, answer) => {
  const file = process.argv[1] + asked.url;
  answer.writeHead(200, { 'content-length': statSync(file).size });
  createReadStream(file).pipe(answer);
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

/** A plain static file server, in a process of its own. */
function serveFiles(folder: string) {
  const child = spawn(process.execPath, ['-e', SERVER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  return { port, close: () => child.kill('SIGKILL') };
}

function report(
  first: { offerMs: number; fetchMs: number; bytes: number },
  rounds: readonly { ours: number; checked: number; unchecked: number }[],
): void {
  const { bytes, offerMs } = first;
  const median = (values: number[]): number => quantile(values, 0.5);
  const two = (value: number): number => Math.round(value * 100) / 100;
  const rate = (ms: number): number => Math.round(bytes / 1e3 / ms);
  const oursMs = median(rounds.map((it) => it.ours));
  const figures = {
    megabytes: Math.round(bytes / 1e6),
    ratio: two(median(rounds.map((it) => it.checked / it.ours))),
    ratioUnchecked: two(median(rounds.map((it) => it.unchecked / it.ours))),
    ratioFirstTime: two(median(rounds.map((it) => it.checked)) / (oursMs + offerMs)),
    oursMBs: rate(oursMs),
    plainCheckedMBs: rate(median(rounds.map((it) => it.checked))),
    plainUncheckedMBs: rate(median(rounds.map((it) => it.unchecked))),
    hashingOnceMBs: rate(offerMs),
  };
  console.table(figures);
  console.log(JSON.stringify({ bench: 'peer-copy', rounds: rounds.length, ...figures }));
}

await main();
