import { accumulate, believableWatts, type EnergyCounter } from '@/shared/domain/energy-counter.ts';
import { Reading } from '@/shared/schemas/machine.ts';
import { clampMs, withoutWrong } from './bounded.ts';
import type { TakenReading } from './ledger/gather-chunks.ts';
import { log, messageOf } from './log.ts';
import type { PortalClock } from './portal-clock.ts';
import type { Meters } from './probes/index.ts';

export type SamplerOptions = {
  meters: Meters;
  /** For telling a broken reading: what the machine is rated for at most. */
  maxPowerWatts: number | null;
  nowMs(): number;
  clock: Pick<PortalClock, 'now'>;
  onReading(reading: TakenReading): void;
};

const FASTEST_MS = 200;
/** A longer silence would be a gap. */
const SLOWEST_MS = 5000;

/** Reads the meters at the portal's pace and keeps the energy counter of this boot. */
export function startSampler({ meters, maxPowerWatts, nowMs, clock, onReading }: SamplerOptions) {
  let counter: EnergyCounter | null = null;
  let sampleMs = 1000;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const take = async (): Promise<void> => {
    // What can't be is the same as a meter that said nothing.
    const known = withoutWrong(Reading, await meters.read());
    if (isClosed || known === null) return;
    const { counterJoules, ...rest } = known;
    const reading = { ...rest, powerWatts: believableWatts(rest.powerWatts, maxPowerWatts) };
    const monotonicMs = nowMs();
    counter = accumulate(counter, { ...reading, counterJoules, atMonotonicMs: monotonicMs, maxPowerWatts });
    const { energyJoules, coveredMs, late } = counter;
    onReading({ ...reading, at: clock.now(), monotonicMs, energyJoules, coveredMs, late });
  };
  const tick = async (): Promise<void> => {
    const startedMs = performance.now();
    try {
      await take();
    } catch (error) {
      log(`The meters could not be read: ${messageOf(error)}`);
    }
    if (!isClosed)
      timer = setTimeout(() => void tick(), Math.max(0, sampleMs - (performance.now() - startedMs)));
  };
  void tick();

  return {
    setPace(ms: number): void {
      sampleMs = clampMs(ms, FASTEST_MS, SLOWEST_MS);
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      await meters.close();
    },
  };
}
