import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ownCpuMs } from '../cpu-times.ts';
import { bytesIn, METERS, type Source } from './prometheus-import.ts';

/** `blockBytes` are those of its head once it is compacted, `walBytes` of its journal before that. */
export type PrometheusLive = { values: number; cpuSeconds: number; walBytes: number; blockBytes: number };

/** What Prometheus' own remote write sends in a request. */
const MOST_SAMPLES = 2000;
const READY_WITHIN_MS = 30_000;

/**
 * The same samples into a Prometheus that runs, by its remote-write receiver: each round of chunks of all machines after
 * the other, as they came live, and its head compacted into a block at the end. CPU is that of its process alone, from
 * the first request on, the block included. Null where there is no Prometheus.
 */
export async function writeIntoPrometheus(sources: readonly Source[]): Promise<PrometheusLive | null> {
  if (spawnSync('prometheus', ['--version']).status !== 0) return null;
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-prometheus-'));
  const [config, data] = [path.join(folder, 'prometheus.yml'), path.join(folder, 'data')];
  writeFileSync(config, 'global: {}\n');
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${address}`,
      '--web.enable-remote-write-receiver',
      '--web.enable-admin-api',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  try {
    await ready(server, address);
    const sinceMs = ownCpuMs([server.pid!]);
    const values = await writeAll(address, sources);
    const walBytes = bytesIn(path.join(data, 'wal'));
    const snapshot = await post(`http://${address}/api/v1/admin/tsdb/snapshot`);
    const { name } = ((await snapshot.json()) as { data: { name: string } }).data;
    const cpuSeconds = (ownCpuMs([server.pid!]) - sinceMs) / 1000;
    const blocks = path.join(data, 'snapshots', name);
    const stored = samplesIn(blocks);
    if (stored !== values) throw new Error(`Prometheus was sent ${values} samples and stored ${stored}.`);
    return { values, cpuSeconds, walBytes, blockBytes: bytesIn(blocks) };
  } finally {
    if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(server: ChildProcess, address: string): Promise<void> {
  const untilMs = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await fetch(`http://${address}/-/ready`).catch(() => null);
    if (answer?.ok) return;
    if (server.exitCode !== null || Date.now() > untilMs) throw new Error('Prometheus did not start.');
    await wait(100);
  }
}

async function writeAll(address: string, sources: readonly Source[]): Promise<number> {
  let values = 0;
  const rounds = Math.max(...sources.map((it) => it.chunks.length));
  for (let round = 0; round < rounds; round += 1) {
    let [series, samples]: [Buffer[], number] = [[], 0];
    const send = async () => {
      if (samples > 0) await post(`http://${address}/api/v1/write`, snappy(Buffer.concat(series)));
      [series, samples] = [[], 0];
    };
    for (const { machineId, chunks } of sources) {
      const { toAt, readings } = chunks[round]!;
      const timesMs = readings!.agesMs.map((age) => Math.round(toAt.getTime() - age));
      for (const [name, column] of Object.entries(METERS)) {
        const own = readings![column] ?? [];
        if (samples + own.length > MOST_SAMPLES) await send();
        series.push(bytesField(1, timeSeries(name, machineId, own, timesMs)));
        samples += own.length;
        values += own.length;
      }
    }
    await send();
  }
  return values;
}

const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

async function post(url: string, body?: Buffer): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    ...(body && { body: new Uint8Array(body), headers: HEADERS }),
  });
  if (!answer.ok) throw new Error(`Prometheus refused it: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Snappy's block format with one literal: nothing is compressed, so nothing is gained by it and little lost. */
function snappy(data: Buffer): Buffer {
  const length = Buffer.alloc(5, 0xfc);
  length.writeUInt32LE(data.length - 1, 1);
  return Buffer.concat([varint(data.length), length, data]);
}

/** prometheus.TimeSeries: its labels by name, then its samples. */
function timeSeries(
  name: string,
  machineId: string,
  values: readonly (number | null)[],
  timesMs: readonly number[],
): Buffer {
  return Buffer.concat([
    label('__name__', name),
    label('machine', machineId),
    ...values.map((value, index) => {
      const sample = Buffer.alloc(10);
      sample.writeUInt8(0x09, 0);
      sample.writeDoubleLE(value!, 1);
      sample.writeUInt8(0x10, 9);
      return bytesField(2, Buffer.concat([sample, varint(timesMs[index]!)]));
    }),
  ]);
}

const label = (name: string, value: string): Buffer =>
  bytesField(1, Buffer.concat([bytesField(1, Buffer.from(name)), bytesField(2, Buffer.from(value))]));

const bytesField = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2]), varint(bytes.length), bytes]);

/** Past 32 bits too: a time in milliseconds has 41. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

function samplesIn(folder: string): number {
  const blocks = readdirSync(folder).map(
    (it) =>
      JSON.parse(readFileSync(path.join(folder, it, 'meta.json'), 'utf8')) as {
        stats: { numSamples: number };
      },
  );
  return blocks.reduce((sum, it) => sum + it.stats.numSamples, 0);
}
