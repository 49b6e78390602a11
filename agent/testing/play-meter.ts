import { randomUUID } from 'node:crypto';
import type { SpooledChunk, TakenReading } from '../ledger/gather-chunks.ts';
import { createGatherer } from '../ledger/gather-chunks.ts';

/** A reading of so many watts; counters are those after it. */
export const reading = (it: Partial<TakenReading> & { at: Date; monotonicMs: number }): TakenReading => ({
  powerWatts: 100,
  powerSource: 'smc_pstr',
  energyJoules: 0,
  coveredMs: 0,
  cpuRatio: 0.123_456,
  gpuRatio: null,
  memoryUsedBytes: 2 ** 36,
  memoryTotalBytes: 2 ** 39,
  temperatureCelsius: 51.26,
  networkRxBytes: null,
  networkTxBytes: null,
  ...it,
});

/** Readings one a second, `watts` each, gathered into chunks; the portal's time is `startMs` at the first. */
export function playMeter(startMs: number, watts: (second: number) => number | null = () => 100) {
  const chunks: SpooledChunk[] = [];
  const bootId = randomUUID();
  const gatherer = createGatherer({ bootId, onChunk: (it) => chunks.push(it) });
  const state = { second: 0, joules: 0, coveredMs: 0, clockMs: 0 };
  return {
    bootId,
    chunks,
    state,
    gatherer,
    /** So many seconds more, of which the last is this second. */
    run(seconds: number, more: Partial<TakenReading> = {}): void {
      for (let index = 0; index < seconds; index += 1) {
        const powerWatts = watts(state.second);
        if (state.second > 0 && powerWatts !== null) {
          state.joules += powerWatts;
          state.coveredMs += 1000;
        }
        gatherer.add(
          reading({
            at: new Date(startMs + state.second * 1000 + state.clockMs),
            monotonicMs: 5000 + state.second * 1000,
            powerWatts,
            powerSource: powerWatts === null ? null : 'smc_pstr',
            energyJoules: state.joules,
            coveredMs: state.coveredMs,
            ...more,
          }),
        );
        state.second += 1;
      }
    },
  };
}
