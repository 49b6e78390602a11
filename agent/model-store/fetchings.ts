import { outsideMark } from '@/shared/domain/model-files.ts';
import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import { awayWords, diskSource, isAway } from './disk-source.ts';
import { CopyInterrupted, CopyRefused, DiskAway } from './fetch-file.ts';
import { dropPartial, fetchModel, type FetchModelOptions } from './fetch-model.ts';
import type { FileStoreOptions } from './file-store.ts';
import { hubSource, listHubFiles } from './hub-source.ts';
import {
  type BringPayload,
  type CopyFence,
  type DropPayload,
  type FetchPayload,
  type ImportPayload,
  type PacePayload,
  refuseOlder,
} from './model-store.ts';
import { type DiskFolder, readDiskModel } from './look-at-disks.ts';
import { createPace, type Pace } from './pace.ts';
import { peerSource, wantedOf } from './peer-source.ts';

const MOST_FETCHES = 4;

type Fetching = CopyFence & { modelId: string; over: AbortController; pace: Pace; done: Promise<void> };

type Admit = (files: readonly { bytes: number }[]) => Promise<void>;
type Wanted = CopyFence & { modelId: string; bytesPerSecond: number | null };
/** Null: it is here already. */
type Found = Pick<FetchModelOptions, 'fingerprint' | 'expected' | 'files' | 'source'>;
type Find = (signal: AbortSignal) => Promise<Found | null>;
type BringOptions = { mayBeHere: boolean; admit: Admit };
/** `find`: null while the disk with it is away. */
type ImportOptions = { find(): Promise<DiskFolder | null>; admit: Admit };

/** What this machine gets from others now. */
export function createFetchings({ root, scan, reports, onChange }: FileStoreOptions) {
  const fetchings = new Map<string, Fetching>();
  const run = async (payload: Wanted, signal: AbortSignal, pace: Pace, find: Find): Promise<void> => {
    const { copyId, attempt, modelId } = payload;
    const fence = { copyId, attempt };
    const onProgress = reports.progress(fence);
    try {
      const found = await find(signal);
      const about = { root, modelId, pace, signal, onProgress };
      const notes = found === null ? [] : await fetchModel({ ...about, ...found });
      log(`The model ${modelId} is here.`);
      onChange();
      void reports.ended(fence, 'whole', notes.join(' ') || null);
    } catch (error) {
      if (signal.aborted) return;
      log(`The model ${modelId} was not fetched: ${messageOf(error)}`);
      const isPassing = error instanceof CopyInterrupted;
      const outcome = isPassing ? 'interrupted' : 'refused';
      void reports.ended(fence, outcome, messageOf(error), error instanceof DiskAway);
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
    const pace = createPace(payload.bytesPerSecond);
    const done = run(payload, over.signal, pace, find).finally(() => {
      if (fetchings.get(copyId)?.over === over) fetchings.delete(copyId);
    });
    fetchings.set(copyId, { copyId, attempt, modelId, over, pace, done });
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
        const totalBytes = files.reduce((sum, it) => sum + it.bytes, 0);
        // The portal may have room made for it before it answers.
        await reports.listed({ copyId, attempt, commit, totalBytes, filesTotal: files.length });
        await admit(files);
        return {
          fingerprint: outsideMark(commit),
          expected: null,
          files,
          source: hubSource({ ...hub, revision: commit }),
        };
      }),
    /** `find`: the folder on a disk of this machine, each try anew. */
    import: (payload: ImportPayload, { find, admit }: ImportOptions): Promise<void> =>
      begin(payload, async () => {
        const { modelId, fingerprint } = payload;
        const own = await here(modelId);
        if (own?.problem === null && own.fingerprint === fingerprint) return null;
        const folder = await find();
        if (folder === null) throw new DiskAway(awayWords(null));
        const { told, files } = await readDiskModel(folder);
        if (told.problem !== null)
          throw (await isAway(folder)) ? new DiskAway(awayWords(told.place)) : new CopyRefused(told.problem);
        if (told.fingerprint !== fingerprint)
          throw new CopyRefused(
            'What is in that folder of the disk now is another model, or another form of it. Look again.',
          );
        await admit(files);
        const source = diskSource({ ...folder, place: told.place, files });
        return { fingerprint, expected: null, files: files.map(({ wanted }) => wanted), source };
      }),
    pace({ copyId, attempt, bytesPerSecond }: PacePayload): void {
      const own = fetchings.get(copyId);
      if (own?.attempt === attempt) own.pace.set(bytesPerSecond);
    },
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
