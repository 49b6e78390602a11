import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import { CopyInterrupted } from './fetch-file.ts';
import { dropPartial, fetchModel } from './fetch-model.ts';
import type { FileStoreOptions } from './file-store.ts';
import { type CopyFence, type DropPayload, type FetchPayload, refuseOlder } from './model-store.ts';

const MOST_FETCHES = 4;

type Fetching = CopyFence & { modelId: string; over: AbortController; done: Promise<void> };

/** What this machine gets from others now. */
export function createFetchings({ root, scan, reports, onChange }: FileStoreOptions) {
  const fetchings = new Map<string, Fetching>();
  const run = async (payload: FetchPayload, signal: AbortSignal): Promise<void> => {
    const { copyId, attempt, modelId, fingerprint, files, bytesPerSecond, address, port, token } = payload;
    const fence = { copyId, attempt };
    const source = { address, port, token };
    const onProgress = reports.progress(fence);
    try {
      const here = (await scan()).find(({ model }) => model.id === modelId)?.model;
      const isHere = here?.problem === null && here.fingerprint === fingerprint;
      const wanted = { root, modelId, fingerprint, files, source, bytesPerSecond, signal, onProgress };
      const notes = isHere ? [] : await fetchModel(wanted);
      log(`The model ${modelId} is here.`);
      onChange();
      void reports.ended(fence, 'whole', notes.join(' ') || null);
    } catch (error) {
      if (signal.aborted) return;
      log(`The model ${modelId} was not fetched: ${messageOf(error)}`);
      const isPassing = error instanceof CopyInterrupted;
      void reports.ended(fence, isPassing ? 'interrupted' : 'refused', messageOf(error));
    }
  };
  return {
    async begin(payload: FetchPayload): Promise<void> {
      const { copyId, attempt, modelId } = payload;
      refuseOlder(fetchings.get(copyId), payload);
      // Of one model one copy gathers at a time; the newest word counts.
      for (const other of fetchings.values())
        if (other.copyId === copyId || other.modelId === modelId) await end(other);
      if (fetchings.size >= MOST_FETCHES)
        throw new CommandRefused(
          'PRECONDITION_FAILED',
          `This machine fetches ${MOST_FETCHES} models already.`,
        );
      const over = new AbortController();
      const done = run(payload, over.signal).finally(() => {
        if (fetchings.get(copyId)?.over === over) fetchings.delete(copyId);
      });
      fetchings.set(copyId, { copyId, attempt, modelId, over, done });
    },
    async drop({ copyId, modelId, fingerprint }: DropPayload): Promise<void> {
      const own = fetchings.get(copyId);
      if (own) await end(own);
      const isOthers = [...fetchings.values()].some((it) => it.modelId === modelId);
      if (!isOthers) await dropPartial(root, modelId, fingerprint);
    },
    close(): void {
      for (const { over } of fetchings.values()) over.abort();
    },
  };
}

async function end({ over, done }: Fetching): Promise<void> {
  over.abort();
  await done;
}
