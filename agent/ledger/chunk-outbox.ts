import { RemoteError } from '@/shared/protocol/request.ts';
import { takeFitting } from '../bounded.ts';
import { log, messageOf } from '../log.ts';
import { isPassing, isRefusal, type PortalLink } from '../portal-link.ts';
import type { SpooledChunk } from './gather-chunks.ts';
import { withoutReadings } from './merge-chunks.ts';
import { keyOf } from './segment.ts';
import type { Spool } from './spool.ts';

export type ChunkOutboxOptions = {
  link: PortalLink;
  spool: Spool;
  nowMs(): number;
  waits?: { shortestRestMs: number; retryMs: number };
};

const BATCH = 100;
/** The second lane works at most a fifth of the time, so that it delays neither the newest nor anybody else. */
const REST = 4;
const WAITS = { shortestRestMs: 100, retryMs: 1000 };
/** The portal has not reached the time that a chunk says yet; it is asked again after this. */
const AHEAD_MS = 10_000;
/** What the portal had a fault with makes room for the others so long. */
const FAULT_MS = 60_000;
const FAULTS = new Set(['INTERNAL', 'BAD_REPLY']);
/** What the disk did not take waits in memory, so many chunks of it. */
const KEPT_IN_MEMORY = 360;

/**
 * Chunks on their way to the portal: the newest leaves at once, what has waited follows in a second lane, oldest
 * first. Each is kept in the spool until the portal has it.
 */
export function createChunkOutbox({ link, spool, nowMs, waits = WAITS }: ChunkOutboxOptions) {
  const { shortestRestMs, retryMs } = waits;
  const away = new Set<string>();
  const notBefore = new Map<string, number>();
  const unwritten: SpooledChunk[] = [];
  /** Whose readings the portal refused: only their counters are sent. */
  const refused = new Set<string>();
  let isFilling = false;
  /** So many are sent alone, to find out which of them was not taken. */
  let alone = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const idOf = ({ bootId, chunk }: SpooledChunk): string => keyOf(bootId, chunk.seq);
  const isAway = (it: SpooledChunk): boolean =>
    away.has(idOf(it)) || (notBefore.get(idOf(it)) ?? 0) > nowMs();
  const settle = (bootId: string, seqs: readonly number[]): void => {
    try {
      spool.acknowledge(bootId, seqs);
    } catch (error) {
      log(`The portal's word could not be noted, so these readings will be sent again: ${messageOf(error)}`);
    }
    for (const key of seqs.map((seq) => keyOf(bootId, seq))) {
      notBefore.delete(key);
      refused.delete(key);
    }
    const rest = unwritten.filter((it) => it.bootId !== bootId || !seqs.includes(it.chunk.seq));
    unwritten.splice(0, unwritten.length, ...rest);
  };

  /** What is refused is not sent again as it is: once more without its readings, whose number is told, then not at all. */
  const refuse = (it: SpooledChunk, error: unknown): void => {
    log(`The portal does not take chunk ${it.chunk.seq} of readings: ${messageOf(error)}`);
    const canBeBare = isRefusal(error) && it.chunk.readings !== null && !refused.has(idOf(it));
    if (canBeBare) refused.add(idOf(it));
    else settle(it.bootId, [it.chunk.seq]);
  };
  /** True when it went through, whatever the portal took of it. */
  const send = async (batch: readonly SpooledChunk[]): Promise<boolean> => {
    const { bootId } = batch[0]!;
    const told = batch.map((it) => (refused.has(idOf(it)) ? withoutReadings(it) : it));
    for (const it of batch) away.add(idOf(it));
    alone = Math.max(0, alone - 1);
    try {
      const { stored } = await link.ask('metrics:chunks', { bootId, chunks: told.map((it) => it.chunk) });
      settle(bootId, stored);
      for (const it of batch) if (!stored.includes(it.chunk.seq)) notBefore.set(idOf(it), nowMs() + AHEAD_MS);
      return true;
    } catch (error) {
      const isFault = error instanceof RemoteError && FAULTS.has(error.code);
      if (isPassing(error) && !isFault) return false;
      const [only, ...others] = batch;
      if (others.length > 0) alone = batch.length;
      else if (isFault) notBefore.set(idOf(only!), nowMs() + FAULT_MS);
      else refuse(only!, error);
      return !isFault;
    } finally {
      for (const it of batch) away.delete(idOf(it));
    }
  };
  const readSpool = (): SpooledChunk[] => {
    try {
      return takeFitting(spool.oldest(alone > 0 ? 1 : BATCH, isAway), BATCH);
    } catch (error) {
      log(`Readings that wait could not be read: ${messageOf(error)}`);
      return [];
    }
  };
  const later = (ms: number): void => {
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void fill(), ms);
  };
  const fill = async (): Promise<void> => {
    if (isFilling || !link.isReady()) return;
    const inMemory = unwritten.filter((it) => !isAway(it)).slice(0, 1);
    const batch = inMemory.length > 0 ? inMemory : readSpool();
    if (batch.length === 0) {
      if (spool.count() + unwritten.length > 0) later(retryMs);
      return;
    }
    isFilling = true;
    const sinceMs = performance.now();
    const isThrough = await send(batch);
    isFilling = false;
    later(isThrough ? Math.max(shortestRestMs, REST * (performance.now() - sinceMs)) : retryMs);
  };

  return {
    push(it: SpooledChunk): void {
      try {
        spool.append(it);
      } catch (error) {
        log(`Readings wait in memory, for they could not be written down: ${messageOf(error)}`);
        unwritten.push(it);
        if (unwritten.length > KEPT_IN_MEMORY) unwritten.shift();
      }
      if (link.isReady()) void send([it]).then((isThrough) => later(isThrough ? shortestRestMs : retryMs));
    },
    /** The portal is there again. */
    flush: (): void => void fill(),
    isEmpty: (): boolean => spool.count() + unwritten.length === 0,
    close(): void {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
