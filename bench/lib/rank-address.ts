import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { listeningPorts, listRanks } from '../../e2e/fixtures/rank-processes.ts';

export type RankAddress = { port: number; key: string };

/** What agents are started with so that they note the keys of their ranks, and where. */
export function tapRankKeys(dataFolder: string): { env: Record<string, string>; keysFile: string } {
  const keysFile = path.join(dataFolder, 'keys');
  const tap = pathToFileURL(path.resolve('bench/tap-rank-key.mjs')).href;
  return { env: { NODE_OPTIONS: `--import ${tap}`, ESPALIER_BENCH_KEYS: keysFile }, keysFile };
}

/** Where rank 0 answers, and the key it asks for; of the ports it listens on, the one that speaks HTTP. */
export async function findRank(sessionId: string, keysFile: string): Promise<RankAddress> {
  const { pid } = listRanks(sessionId).find((it) => it.rank === 0)!;
  const line = readFileSync(keysFile, 'utf8')
    .split('\n')
    .find((it) => it.startsWith(`${pid} `));
  const key = line!.split(' ')[1]!;
  for (const port of listeningPorts(pid)) {
    const init = { headers: { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(2000) };
    const answer = await fetch(`http://127.0.0.1:${port}/health`, init).catch(() => null);
    if (answer?.ok) return { port, key };
  }
  throw new Error('Rank 0 answers no requests.');
}
