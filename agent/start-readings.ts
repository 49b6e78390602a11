import { join } from 'node:path';
import type * as z from 'zod';
import type { LiveSample } from '@/shared/schemas/machine.ts';
import { awaitClock } from './ledger/await-clock.ts';
import { createChunkOutbox } from './ledger/chunk-outbox.ts';
import { createGatherer, type TakenReading } from './ledger/gather-chunks.ts';
import { openSpool } from './ledger/spool.ts';
import type { MachineGuard } from './machine-guard.ts';
import type { openClock } from './open-clock.ts';
import type { PortalLink } from './portal-link.ts';
import { type SamplerOptions, startSampler } from './sampler.ts';

type Options = Omit<SamplerOptions, 'onReading' | 'clock'> & {
  link: PortalLink;
  dataFolder: string;
  bootId: string;
  clock: ReturnType<typeof openClock>;
  guard: Pick<MachineGuard, 'onReading'>;
};

/**
 * Reads the meters. Each reading goes two ways: at once to whoever watches, and into the ledger, whose chunks are kept
 * on disk until the portal has them.
 */
export function startReadings({ link, dataFolder, bootId, guard, ...meters }: Options) {
  const { nowMs } = meters;
  const spool = openSpool({ folder: join(dataFolder, 'readings'), nowMs });
  const outbox = createChunkOutbox({ link, spool, nowMs });
  const gatherer = createGatherer({ bootId, onChunk: outbox.push });
  const { isKnown, wasKnown } = meters.clock;
  const gate = awaitClock({ isKnown, wasKnown, onReading: gatherer.add });
  let newest: TakenReading | null = null;
  const sampler = startSampler({
    ...meters,
    onReading(reading) {
      newest = reading;
      guard.onReading(reading);
      link.tell('metrics:live', toSample(reading));
      gate.add(reading);
    },
  });
  return {
    setPace({ sampleMs, chunkMs }: { sampleMs: number; chunkMs: number }): void {
      sampler.setPace(sampleMs);
      gatherer.setChunkMs(chunkMs);
    },
    newest: () => newest && toSample(newest),
    flush: outbox.flush,
    isEmpty: outbox.isEmpty,
    /** Ends the reading; what is open becomes a chunk and is sent. */
    async finish(): Promise<void> {
      await sampler.close();
      gate.end();
      gatherer.flush();
    },
    close: outbox.close,
  };
}

const toSample = ({
  monotonicMs: _monotonic,
  late: _late,
  networkRxBytes: _rx,
  networkTxBytes: _tx,
  ...sample
}: TakenReading): z.input<typeof LiveSample> => sample;
