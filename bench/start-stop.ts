/**
 * Starting is dull and stopping certain: the demo model on real MLX over so many ranks (RANKS, 2), each with an agent of
 * its own, started and ended again and again (STARTS, 100) on one booking. After each end no process, no port and no
 * file of it may be left. `kills`: instead, a rank is killed in each state of a session; `splits`: the model on one, two
 * and three ranks, split both ways, must say the same.
 */
import { readSplits } from './start-stop/splits.ts';
import { killRanks } from './start-stop/kills.ts';
import { type Leftovers, watchLeftovers } from './lib/leftovers.ts';
import { quantile } from './lib/quantile.ts';
import { openRankLab, startModel, untilOver, untilReady } from './lib/rank-lab.ts';

const STARTS = Number(process.env['STARTS'] ?? 100);
const RANKS = Number(process.env['RANKS'] ?? 2);

async function startAndStop(): Promise<object> {
  const bench = await openRankLab({ size: RANKS });
  const startMs: number[] = [];
  const stopMs: number[] = [];
  const left: Leftovers[] = [];
  const failures: string[] = [];
  try {
    const { api, bookingId } = bench;
    const leftovers = watchLeftovers(bench);
    for (let round = 1; round <= STARTS; round++) {
      const startedAt = performance.now();
      const id = await startModel(api, bookingId);
      try {
        await untilReady(api, id);
      } catch (error) {
        failures.push(`${round}: ${error instanceof Error ? error.message : String(error)}`);
        await untilOver(api, id);
        continue;
      }
      startMs.push(performance.now() - startedAt);
      leftovers.noteSockets(id);
      const endedAt = performance.now();
      await api.sessions.end.mutate({ id });
      await untilOver(api, id);
      stopMs.push(performance.now() - endedAt);
      const found = leftovers.look(id);
      left.push(found);
      const { processes, ports, files } = found;
      for (const it of [...processes, ...ports, ...files]) console.log(`${round}: left: ${it}`);
      if (round % 10 === 0)
        console.log(`${round} starts; agents ${found.residentMb} MB, ${found.descriptors} open`);
    }
  } finally {
    await bench.close();
  }
  const count = (of: (it: Leftovers) => unknown[]): number =>
    left.reduce((sum, it) => sum + of(it).length, 0);
  const seconds = (times: number[], q: number): number => Number((quantile(times, q) / 1000).toFixed(2));
  // The first ten still fill caches.
  const early = left[Math.min(9, left.length - 1)];
  const last = left.at(-1);
  for (const it of failures) console.log(`Did not start: ${it}`);
  return {
    bench: 'start-stop',
    ranks: RANKS,
    starts: startMs.length,
    failed: failures.length,
    startSP50: seconds(startMs, 0.5),
    startSP95: seconds(startMs, 0.95),
    stopSP50: seconds(stopMs, 0.5),
    stopSP95: seconds(stopMs, 0.95),
    leftProcesses: count((it) => it.processes),
    leftPorts: count((it) => it.ports),
    leftFiles: count((it) => it.files),
    agentsMb: [early?.residentMb, last?.residentMb],
    agentsDescriptors: [early?.descriptors, last?.descriptors],
  };
}

const MODES: Record<string, () => Promise<object>> = { kills: killRanks, splits: readSplits };

const mode = process.argv[2];
const run = mode === undefined ? startAndStop : MODES[mode];
if (!run) throw new Error(`There is no “${mode}”: ${Object.keys(MODES).join(' or ')}, or nothing.`);
console.log(JSON.stringify(await run()));
