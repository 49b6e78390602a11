/**
 * A year of bookings of 50 machines against those machines, at several scales: how much processor time one replay
 * takes, which a busy machine changes little.
 */
import { type Demand, replayDemand } from '../shared/domain/purchase-plan/replay-demand.ts';
import { scaleDemand } from '../shared/domain/purchase-plan/scale-demand.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { MOST_REPLAYED } from '../shared/schemas/purchase-plan.ts';
import { quantile } from './lib/quantile.ts';

const [MACHINES, BOOKINGS, HOURS, RUNS] = [50, 20_000, 8760, 7];
const HOUR_MS = 3_600_000;
const SIZES = [64, 128, 256, 512].map((it) => it * 1024 ** 3);

function main(): void {
  const random = seededRandom(7);
  const pick = (below: number): number => Math.floor(random() * below);
  const machines = Array.from({ length: MACHINES }, (_, at) => ({
    id: `m${at}`,
    memoryBytes: SIZES[at % SIZES.length]!,
    island: null,
  }));
  const demand = Array.from({ length: BOOKINGS }, (_, at): Demand => {
    const [start, length] = [pick(HOURS), 1 + pick(10)];
    const own = Array.from(
      { length: random() < 0.7 ? 1 : 2 },
      (__, next) => machines[(at * 7 + next) % MACHINES]!,
    );
    return {
      id: `b${at}`,
      createdMs: (start - pick(100)) * HOUR_MS,
      startMs: start * HOUR_MS,
      lengthMs: length * HOUR_MS,
      needs: own.map((it) => it.memoryBytes * (random() < 0.5 ? 1 : 0.25)).toSorted((a, b) => b - a),
      hadIds: own.map(({ id }) => id),
      isTogether: false,
    };
  });
  const window = { fromMs: 0, toMs: HOURS * HOUR_MS };
  const figures = [1, MOST_REPLAYED / BOOKINGS].map((scale) => {
    const scaled = scaleDemand(demand, window, { scale, seed: 1 });
    const times = Array.from({ length: RUNS }, () => {
      const before = process.cpuUsage();
      replayDemand(scaled, machines);
      return process.cpuUsage(before).user / 1000;
    });
    const [p50Ms, worstMs] = [quantile(times, 0.5), Math.max(...times)].map(Math.round);
    return { bookings: scaled.length, p50Ms, worstMs };
  });
  console.log(JSON.stringify({ bench: 'plan-replay', machines: MACHINES, figures }));
}

main();
