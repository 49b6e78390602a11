import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../e2e/fixtures/lab.ts';
import { listRanks } from '../../e2e/fixtures/rank-processes.ts';
import type { Leftovers } from '../lib/leftovers.ts';
import type { RankLab } from '../lib/rank-lab.ts';

export type KillLab = RankLab & {
  /** What ranks read of where to stand still. */
  hold(lines: readonly string[]): void;
  leftovers: { noteSockets(sessionId: string): void; look(sessionId: string): Leftovers };
};

export const toldLeft = ({ processes, ports, files }: Leftovers): string[] => [
  ...processes.map((it) => `process left: ${it}`),
  ...ports.map((it) => `port left: ${it}`),
  ...files.map((it) => `file left: ${it}`),
];

/** Processes of both ranks by their numbers, kept since ranks vanish. */
export async function untilBothRun(id: string): Promise<Map<number, number>> {
  const pids = new Map<number, number>();
  await until(30_000, 'both ranks to run', () => {
    for (const { rank, pid } of listRanks(id)) pids.set(rank, pid);
    return pids.size === 2;
  });
  return pids;
}

/** The engine as it is, but each rank is started through `hold-rank.py`. */
export function makeHoldingEngine(folder: string, planFile: string): string {
  const real = process.env['ESPALIER_ENGINE_FOLDER'] ?? path.resolve('.data/engine');
  const engine = path.join(folder, 'engine');
  const bin = path.join(engine, 'venv', 'bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(path.join(real, 'ready.json'), path.join(engine, 'ready.json'));
  const hold = path.resolve('bench/start-stop/hold-rank.py');
  const python = path.join(bin, 'python');
  writeFileSync(python, `#!/bin/sh\nexec '${real}/venv/bin/python' '${hold}' '${planFile}' "$@"\n`);
  chmodSync(python, 0o755);
  return engine;
}
