import type * as z from 'zod';
import { accumulate, type EnergyCounter } from '@/shared/domain/energy.ts';
import type { Reading, Sample } from '@/shared/schemas/machine.ts';
import { log, messageOf } from './log.ts';
import type { PortalClock } from './portal-clock.ts';
import { isPassing, type PortalLink } from './portal-link.ts';
import type { Meters } from './probes/index.ts';

type Item = z.input<typeof Sample>;

export type SamplerOptions = {
  link: PortalLink;
  bootId: string;
  meters: Meters;
  /** For telling a broken reading: what the machine is rated for at most. */
  maxPowerWatts: number | null;
  nowMs(): number;
  clock: Pick<PortalClock, 'now'>;
};

const SPOOL_MS = 2 * 60 * 60 * 1000;
const MAX_BATCH = 500;

/**
 * Reads the meters at the portal's pace and keeps what is not acknowledged, up to two hours. The newest sample goes
 * first and alone; older ones follow in batches, so that a backlog never delays the live picture.
 */
export function startSampler(options: SamplerOptions) {
  const { link, bootId, meters, maxPowerWatts, nowMs, clock } = options;
  let spool: Item[] = [];
  let counter: EnergyCounter | null = null;
  let seq = 0;
  let sampleMs = 1000;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let isSendingLive = false;
  let isSendingBacklog = false;

  const take = async (): Promise<void> => {
    const reading = await meters.read();
    counter = accumulate(counter, { ...reading, atMonotonicMs: nowMs(), maxPowerWatts });
    seq += 1;
    const sample = toSample(reading, seq, clock.now(), counter);
    link.tell('metrics:live', sample);
    spool.push(sample);
    const limit = Math.floor(SPOOL_MS / sampleMs);
    if (spool.length > limit) spool = spool.slice(-limit);
  };
  const deliver = async (samples: Item[]): Promise<void> => {
    try {
      await link.ask('metrics:samples', { bootId, samples });
    } catch (error) {
      if (isPassing(error)) return;
      log(`The portal did not take ${samples.length} samples: ${messageOf(error)}`);
    }
    const sent = new Set(samples.map((it) => it.seq));
    spool = spool.filter((it) => !sent.has(it.seq));
  };
  const send = (): void => {
    const newest = spool.at(-1);
    if (!newest || !link.isReady()) return;
    const backlog = spool.slice(0, -1).slice(0, MAX_BATCH);
    if (!isSendingLive) {
      isSendingLive = true;
      void deliver([newest]).finally(() => (isSendingLive = false));
    }
    if (backlog.length > 0 && !isSendingBacklog) {
      isSendingBacklog = true;
      void deliver(backlog).finally(() => (isSendingBacklog = false));
    }
  };
  const tick = async (): Promise<void> => {
    const startedMs = performance.now();
    try {
      await take();
      send();
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

function toSample(
  { counterJoules: _counter, ...reading }: Reading,
  seq: number,
  at: Date,
  counter: EnergyCounter,
): Item {
  const { energyJoules, coveredMs } = counter;
  return { ...reading, seq, at: at.toISOString(), energyJoules, coveredMs };
}
