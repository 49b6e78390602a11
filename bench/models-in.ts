/**
 * How models come into a lab, with the portal and three agents as they are shipped: from a hub over TLS that sends on to
 * its file host (both played on port 443 of this host, under a certificate that the agent trusts by
 * NODE_EXTRA_CA_CERTS) and to a host that is none of its own; from a disk at the machine, mounted where disks are,
 * pulled on the way and put back; then from one machine to two under one limit. Needs root: for the port, for mounts
 * and for names of hosts that one agent alone sees.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import path from 'node:path';
import type { Api } from '../e2e/fixtures/api.ts';
import { until } from '../e2e/fixtures/lab.ts';
import { makeBenchFolder } from './lib/database.ts';
import { makeModel } from './lib/make-model.ts';
import { openRankLab, type RankLab } from './lib/rank-lab.ts';

const LIMIT_MBS = Number(process.env['LIMIT_MBS'] ?? 40);
const SHARD_MB = Number(process.env['SHARD_MB'] ?? 100);
const HUB = 'huggingface.co';
const FILES = 'cdn-lfs.hf.co';
const ELSEWHERE = 'files.example';
const COMMIT = '9b1c62e0d4f5a6b7c8d9e0f1a2b3c4d5e6f70819';
const DISK = '/mnt/espalier-bench-plum';
const LONG_MS = 120_000;

/** Programs of the system, with what they say kept to themselves. */
const run = (program: string, args: string[]): void => void execFileSync(program, args, { stdio: 'ignore' });

type Row = Awaited<ReturnType<Api['modelStore']['copies']['query']>>['copies'][number];

async function main(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('This one needs root: port 443 and mounts.');
  const folder = makeBenchFolder();
  const model = path.join(folder, 'given');
  makeModel(model, { shards: 4, shardBytes: SHARD_MB * 1_000_000 });
  const asked: string[] = [];
  const hub = await playHub(folder, model, asked);
  const hosts = path.join(folder, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost ${HUB} ${FILES} ${ELSEWHERE}\n`);
  const inHosts = `mount --make-rprivate / && mount --bind ${hosts} /etc/hosts && exec "$0" "$@"`;
  let lab: RankLab | null = null;
  try {
    lab = await openRankLab({
      size: 3,
      env: { NODE_EXTRA_CA_CERTS: path.join(folder, 'cert.pem') },
      within: (index) => (index === 0 ? ['unshare', '-m', 'sh', '-c', inHosts] : []),
    });
    const figures = {
      tls: await bringOverTls(lab, asked),
      disk: await importFromDisk(lab, folder, model),
      limit: await copyUnderLimit(lab),
    };
    console.log(JSON.stringify({ bench: 'models-in', shardMegabytes: SHARD_MB, ...figures }));
  } finally {
    await lab?.close();
    hub.close();
    hub.closeAllConnections();
    for (const it of [DISK, path.join(folder, 'disk')]) unmount(it);
    rmSync(folder, { recursive: true, force: true });
    rmSync(DISK, { recursive: true, force: true });
  }
}

/** As huggingface.co answers: the list with hashes, and files by way of a redirect to another host. */
async function playHub(folder: string, model: string, asked: string[]): Promise<Server> {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const names = [HUB, FILES, ELSEWHERE].map((it) => `DNS:${it}`).join(',');
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=bench'];
  run('openssl', [...make, '-keyout', key, '-out', cert, '-addext', `subjectAltName=${names}`]);
  const siblings = readdirSync(model).map((rfilename) => {
    const bytes = readFileSync(path.join(model, rfilename));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { rfilename, size: bytes.length, lfs: { sha256, size: bytes.length } };
  });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (req, res) => {
    const host = req.headers.host ?? '';
    const url = req.url ?? '';
    asked.push(`${host}${req.headers.authorization === undefined ? '' : ' with a token'}`);
    if (host === HUB && url.startsWith('/api/models/'))
      return void res.end(JSON.stringify({ sha: COMMIT, siblings }));
    const name = path.basename(url);
    const next = url.startsWith('/lab/stray/') ? ELSEWHERE : FILES;
    if (host === HUB) return void res.writeHead(302, { location: `https://${next}/${name}` }).end();
    const bytes = readFileSync(path.join(model, name));
    const at = Number(/bytes=(\d+)-/.exec(req.headers.range ?? '')?.[1] ?? 0);
    res.writeHead(at > 0 ? 206 : 200, {
      'content-length': bytes.length - at,
      ...(at > 0 && { 'content-range': `bytes ${at}-${bytes.length - 1}/${bytes.length}` }),
    });
    res.end(bytes.subarray(at));
  });
  await new Promise<void>((resolve) => server.listen(443, '127.0.0.1', resolve));
  return server;
}

async function rowOf(api: Api, id: string): Promise<Row> {
  return (await api.modelStore.copies.query({})).copies.find((it) => it.id === id)!;
}
async function over(api: Api, id: string): Promise<Row> {
  await until(LONG_MS, 'the copy to be over', async () => (await rowOf(api, id)).endedAt !== null);
  return rowOf(api, id);
}

async function bringOverTls({ api, agents }: RankLab, asked: string[]) {
  const { machineId, dataFolder } = agents[0]!;
  // Where its keeper has named the hub, that may be on the machine itself.
  writeFileSync(path.join(dataFolder, 'policy.json'), JSON.stringify({ modelSources: [`https://${HUB}`] }));
  await api.modelStore.setSources.mutate({ mirrorUrl: null, hubToken: 'hf_bench' });
  const bring = async (repo: string) => {
    const request = { source: 'hub', repo, machineId, limitMegabytesPerSecond: null } as const;
    return over(api, (await api.modelStore.bring.mutate(request)).id);
  };
  const whole = await bring('lab/bench');
  const tokenSeen = [...new Set(asked.filter((it) => it.endsWith('token')))];
  const seenBefore = asked.length;
  const stray = await bring('lab/stray');
  const strayAsked = asked.slice(seenBefore).filter((it) => it.startsWith(ELSEWHERE)).length;
  return {
    allowed: whole.state,
    fileHostAsked: asked.filter((it) => it.startsWith(FILES)).length,
    tokenSentTo: tokenSeen,
    stray: stray.state,
    strayNote: stray.note,
    strayAsked,
  };
}

function unmount(target: string): void {
  try {
    run('umount', ['-l', target]);
  } catch {
    // It is not mounted.
  }
}

async function importFromDisk({ api, agents }: RankLab, folder: string, model: string) {
  const { machineId, dataFolder } = agents[1]!;
  const held = path.join(folder, 'disk');
  mkdirSync(held);
  mkdirSync(DISK, { recursive: true });
  run('mount', ['-t', 'tmpfs', 'none', held]);
  const attach = (): void => run('mount', ['--bind', held, DISK]);
  run('cp', ['-r', model, path.join(held, 'bench-disk')]);
  attach();
  await api.modelStore.lookAtDisks.mutate({ machineId });
  await until(LONG_MS, 'the disks to be looked at', async () => {
    return (await api.modelStore.disks.query({ machineId })).state === 'looked';
  });
  const { found, places } = await api.modelStore.disks.query({ machineId });
  const one = found.find((it) => it.title === 'bench-disk')!;
  const startedMs = performance.now();
  const { id } = await api.modelStore.import.mutate({ machineId, key: one.key, name: 'lab/bench-disk' });
  await until(LONG_MS, 'something to come', async () => {
    const partial = readdirSync(path.join(dataFolder, 'models')).find((it) => it.startsWith('.copy-'));
    return partial !== undefined && readdirSync(path.join(dataFolder, 'models', partial)).length > 2;
  });
  unmount(DISK);
  await until(LONG_MS, 'the disk to be missed', async () => (await rowOf(api, id)).state === 'waiting');
  const missed = await rowOf(api, id);
  attach();
  const done = await over(api, id);
  const there = path.join(dataFolder, 'models', 'lab', 'bench-disk');
  const same = readdirSync(model).every((name) =>
    readFileSync(path.join(there, name)).equals(readFileSync(path.join(model, name))),
  );
  return {
    places,
    pulledNote: missed.note,
    pulledAtMegabytes: Math.round(missed.doneBytes / 1e6),
    outcome: done.state,
    same,
    seconds: Math.round((performance.now() - startedMs) / 1000),
  };
}

/** One model from the first machine to the two others at once. */
async function copyUnderLimit({ api, agents }: RankLab) {
  const { makeRoom, neededDays, mayRemoveLast } = await api.modelStore.rules.query();
  const rules = { makeRoom, neededDays, mayRemoveLast, fromMinute: null, untilMinute: null };
  await api.modelStore.setRules.mutate({ ...rules, megabytesPerSecond: LIMIT_MBS });
  const machineIds = agents.slice(1).map((it) => it.machineId);
  const request = { modelId: 'lab/bench', simulated: false, machineIds, limitMegabytesPerSecond: null };
  const { ids } = await api.modelStore.copy.mutate(request);
  await until(LONG_MS, 'a copy to begin', async () =>
    (await Promise.all(ids.map((id) => rowOf(api, id)))).some((it) => it.doneBytes > 0),
  );
  const samples: { atMs: number; bytes: number; told: number }[] = [];
  const startedMs = performance.now();
  await until(LONG_MS, 'both to be over', async () => {
    const rows = await Promise.all(ids.map((id) => rowOf(api, id)));
    samples.push({
      atMs: performance.now() - startedMs,
      bytes: rows.reduce((sum, it) => sum + it.doneBytes, 0),
      told: rows.reduce((sum, it) => sum + (it.paceBytesPerSecond ?? 0), 0),
    });
    return rows.every((it) => it.endedAt !== null);
  });
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const rows = await Promise.all(ids.map((id) => rowOf(api, id)));
  return {
    limitMBs: LIMIT_MBS,
    measuredMBs: Math.round((last.bytes - first.bytes) / 1e5 / ((last.atMs - first.atMs) / 1000)) / 10,
    mostToldMBs: Math.max(...samples.map((it) => it.told)) / 1e6,
    outcomes: rows.map(({ state }) => state),
  };
}

await main();
