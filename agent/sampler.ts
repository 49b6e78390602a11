import { accumulate, type EnergyCounter } from '@/shared/domain/energy-counter.ts';
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

/** Reads the meters at the portal's pace and keeps the energy counter of this boot. */
export function startSampler({ meters, maxPowerWatts, nowMs, clock, onReading }: SamplerOptions) {
  let counter: EnergyCounter | null = null;
  let sampleMs = 1000;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const take = async (): Promise<void> => {
    const { counterJoules, ...reading } = await meters.read();
    if (isClosed) return;
    const monotonicMs = nowMs();
    counter = accumulate(counter, { ...reading, counterJoules, atMonotonicMs: monotonicMs, maxPowerWatts });
    const { energyJoules, coveredMs } = counter;
    onReading({ ...reading, at: clock.now(), monotonicMs, energyJoules, coveredMs });
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
      sampleMs = Math.max(200, ms);
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      await meters.close();
    },
  };
}
