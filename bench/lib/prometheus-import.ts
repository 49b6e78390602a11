import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReadingChunk } from '../../shared/schemas/reading.ts';

export type PrometheusImport = { values: number; cpuSeconds: number; bytes: number };
export type Source = { machineId: string; chunks: readonly ReadingChunk[] };

/**
 * The same samples into Prometheus' own store, by `promtool tsdb create-blocks-from openmetrics`: text read, samples
 * appended, blocks written. Null where there is no promtool.
 */
export async function importIntoPrometheus(sources: readonly Source[]): Promise<PrometheusImport | null> {
  if (spawnSync('promtool', ['--version']).status !== 0) return null;
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-prometheus-'));
  try {
    const [input, blocks] = [path.join(folder, 'samples.txt'), path.join(folder, 'blocks')];
    const values = await writeOpenMetrics(input, sources);
    const command = `promtool tsdb create-blocks-from openmetrics --quiet "$0" "$1" && times`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command, input, blocks], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`promtool could not import the samples: ${stderr.slice(-500)}`);
    return { values, cpuSeconds: childSeconds(stdout), bytes: bytesIn(blocks) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const METERS = {
  power_watts: 'powerWatts',
  cpu_usage_ratio: 'cpuRatio',
  gpu_usage_ratio: 'gpuRatio',
  memory_used_bytes: 'memoryUsedBytes',
  temperature_celsius: 'temperatureCelsius',
  receive_bytes_per_second: 'rxBytesPerSecond',
  transmit_bytes_per_second: 'txBytesPerSecond',
} as const;

async function writeOpenMetrics(file: string, sources: readonly Source[]): Promise<number> {
  const out = createWriteStream(file);
  let values = 0;
  for (const [name, column] of Object.entries(METERS)) {
    out.write(`# TYPE ${name} gauge\n`);
    for (const { machineId, chunks } of sources) {
      const lines = chunks.flatMap(({ toAt, readings }) =>
        (readings?.[column] ?? []).map((value, index) => {
          const atMs = toAt.getTime() - readings!.agesMs[index]!;
          return `${name}{machine="${machineId}"} ${value} ${(atMs / 1000).toFixed(3)}\n`;
        }),
      );
      values += lines.length;
      if (!out.write(lines.join(''))) await once(out, 'drain');
    }
  }
  out.end('# EOF\n');
  await once(out, 'finish');
  return values;
}

/** The second line of bash's `times`: user and system time of what it ran. */
function childSeconds(text: string): number {
  const spans = [
    ...text
      .trimEnd()
      .split('\n')
      .at(-1)!
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  return spans.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

export const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .reduce((sum, it) => sum + statSync(path.join(it.parentPath, it.name)).size, 0);
