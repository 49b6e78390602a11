import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import type { FoundModel } from '../model-folders/scan-models.ts';
import type { CopyReports } from './copy-reports.ts';
import { type Gift, give } from './give.ts';
import type { KnownHashes } from './known-hashes.ts';
import { listFiles } from './list-files.ts';
import { type CopyFence, type OfferPayload, refuseOlder } from './model-store.ts';

/** A machine gives to few at once: what has a copy gives it on. */
const MOST_GIFTS = 4;

type Giving = CopyFence & { over: AbortController; gift: Gift | null };

/** What this machine gives to others now. */
export function createGivings({ reports, known }: { reports: CopyReports; known: KnownHashes }) {
  const givings = new Map<string, Giving>();
  const withdraw = ({ copyId, attempt }: CopyFence): void => {
    const giving = givings.get(copyId);
    if (!giving || giving.attempt > attempt) return;
    givings.delete(copyId);
    giving.over.abort();
    giving.gift?.close();
  };
  const prepare = async (found: FoundModel, payload: OfferPayload, giving: Giving): Promise<void> => {
    const { copyId, attempt, address, token, idleMs } = payload;
    const { signal } = giving.over;
    const onReading = reports.reading({ copyId, attempt });
    const files = await listFiles(found.path, { known, signal, onReading });
    const gift = await give({ address, token, files, idleMs, onIdle: () => withdraw(payload) });
    if (signal.aborted) return gift.close();
    giving.gift = gift;
    log(`Giving ${found.model.title} at ${address}:${gift.port}.`);
    const told = files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }));
    await reports.offered({ copyId, attempt, port: gift.port, files: told });
  };
  return {
    withdraw,
    begin(found: FoundModel, payload: OfferPayload): void {
      const { copyId, attempt } = payload;
      refuseOlder(givings.get(copyId), payload);
      withdraw(payload);
      if (givings.size >= MOST_GIFTS)
        throw new CommandRefused(
          'PRECONDITION_FAILED',
          `This machine gives to ${MOST_GIFTS} others already.`,
        );
      const giving: Giving = { copyId, attempt, over: new AbortController(), gift: null };
      givings.set(copyId, giving);
      void prepare(found, payload, giving).catch((error: unknown) => {
        if (giving.over.signal.aborted) return;
        withdraw(payload);
        log(`${found.model.title} can't be given: ${messageOf(error)}`);
        void reports.ended({ copyId, attempt }, 'refused', `It can’t be given: ${messageOf(error)}`);
      });
    },
    isBusy: (): boolean => givings.size > 0,
    close(): void {
      for (const giving of givings.values()) withdraw(giving);
    },
  };
}
