import { outsideMark } from '@/shared/domain/model-files.ts';
import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import { CopyInterrupted } from './fetch-file.ts';
import { dropPartial, fetchModel, type FetchModelOptions } from './fetch-model.ts';
import type { FileStoreOptions } from './file-store.ts';
import { hubSource, listHubFiles } from './hub-source.ts';
import {
  type BringPayload,
  type CopyFence,
  type DropPayload,
  type FetchPayload,
  refuseOlder,
} from './model-store.ts';
import { peerSource, wantedOf } from './peer-source.ts';

const MOST_FETCHES = 4;

type Fetching = CopyFence & { modelId: string; over: AbortController; done: Promise<void> };

type Wanted = CopyFence & { modelId: string; bytesPerSecond: number | null };
/** Null: it is here already. */
type Found = Pick<FetchModelOptions, 'fingerprint' | 'expected' | 'files' | 'source'>;
type Find = (signal: AbortSignal) => Promise<Found | null>;
type BringOptions = { mayBeHere: boolean; admit(files: readonly { bytes: number }[]): Promise<void> };

/** What this machine gets from others now. */
export function createFetchings({ root, scan, reports, onChange }: FileStoreOptions) {
  const fetchings = new Map<string, Fetching>();
  const run = async (payload: Wanted, signal: AbortSignal, find: Find): Promise<void> => {
    const { copyId, attempt, modelId, bytesPerSecond } = payload;
    const fence = { copyId, attempt };
    const onProgress = reports.progress(fence);
    try {
      const found = await find(signal);
      const about = { root, modelId, bytesPerSecond, signal, onProgress };
      const notes = found === null ? [] : await fetchModel({ ...about, ...found });
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
  const begin = async (payload: Wanted, find: Find): Promise<void> => {
    const { copyId, attempt, modelId } = payload;
    refuseOlder(fetchings.get(copyId), payload);
    // Of one model one copy gathers at a time; the newest word counts.
    for (const other of fetchings.values())
      if (other.copyId === copyId || other.modelId === modelId) await end(other);
    if (fetchings.size >= MOST_FETCHES)
      throw new CommandRefused('PRECONDITION_FAILED', `This machine fetches ${MOST_FETCHES} models already.`);
    const over = new AbortController();
    const done = run(payload, over.signal, find).finally(() => {
      if (fetchings.get(copyId)?.over === over) fetchings.delete(copyId);
    });
    fetchings.set(copyId, { copyId, attempt, modelId, over, done });
  };
  const here = async (modelId: string) => (await scan()).find(({ model }) => model.id === modelId)?.model;
  return {
    begin: (payload: FetchPayload): Promise<void> =>
      begin(payload, async () => {
        const { modelId, fingerprint, files } = payload;
        const own = await here(modelId);
        if (own?.problem === null && own.fingerprint === fingerprint) return null;
        const source = peerSource(payload);
        return { fingerprint, expected: fingerprint, files: files.map(wantedOf), source };
      }),
    /** `mayBeHere`: the machine's keeper has named the hub, so it may be on the machine itself. */
    bring: (payload: BringPayload, { mayBeHere, admit }: BringOptions): Promise<void> =>
      begin(payload, async (signal) => {
        const { copyId, attempt, modelId } = payload;
        if ((await here(modelId))?.problem === null) return null;
        const hub = { ...payload, mayBeHere };
        const { commit, files } = await listHubFiles(hub, signal);
        await admit(files);
        const totalBytes = files.reduce((sum, it) => sum + it.bytes, 0);
        await reports.listed({ copyId, attempt, commit, totalBytes, filesTotal: files.length });
        return {
          fingerprint: outsideMark(commit),
          expected: null,
          files,
          source: hubSource({ ...hub, revision: commit }),
        };
      }),
    async drop({ copyId, modelId, fingerprint }: DropPayload): Promise<void> {
      const own = fetchings.get(copyId);
      if (own) await end(own);
      const isOthers = [...fetchings.values()].some((it) => it.modelId === modelId);
      if (!isOthers) await dropPartial(root, modelId, fingerprint);
    },
    isBusy: (): boolean => fetchings.size > 0,
    close(): void {
      for (const { over } of fetchings.values()) over.abort();
    },
  };
}

async function end({ over, done }: Fetching): Promise<void> {
  over.abort();
  await done;
}
