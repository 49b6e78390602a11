import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import type { FoundModel } from '../model-folders/scan-models.ts';
import type { CopyReports } from './copy-reports.ts';
import { CopyInterrupted } from './fetch-file.ts';
import { dropPartial, fetchModel, sweepPartials } from './fetch-model.ts';
import { type Gift, give } from './give.ts';
import { openKnownHashes } from './known-hashes.ts';
import { listFiles } from './list-files.ts';
import type { CopyFence, FetchPayload, ModelStore, OfferPayload } from './model-store.ts';
import { removeModel } from './own-models.ts';
import { type Policy, readPolicy } from './policy.ts';

/** A machine gives to few at once: what has a copy gives it on. */
const MOST_GIFTS = 4;
const MOST_FETCHES = 4;

export type FileStoreOptions = {
  dataFolder: string;
  /** The agent's own folder of models: what is copied comes into it. */
  root: string;
  scan(): Promise<FoundModel[]>;
  reports: CopyReports;
  /** Whether a session of this machine holds the model. */
  isInUse(modelId: string): boolean;
  /** Another model is there, or one less. */
  onChange(): void;
};

type Giving = CopyFence & { over: AbortController; gift: Gift | null };
type Fetching = CopyFence & { modelId: string; over: AbortController; done: Promise<void> };

/** The models on this machine's disk. */
export function openFileStore(options: FileStoreOptions): ModelStore {
  const { root, dataFolder, reports } = options;
  mkdirSync(root, { recursive: true });
  const known = openKnownHashes(join(dataFolder, 'model-hashes.json'));
  const givings = new Map<string, Giving>();
  const fetchings = new Map<string, Fetching>();
  void sweepPartials(root).catch((error: unknown) =>
    log(`Old copies could not be swept: ${messageOf(error)}`),
  );

  const withdraw = ({ copyId, attempt }: CopyFence): void => {
    const giving = givings.get(copyId);
    if (!giving || giving.attempt > attempt) return;
    givings.delete(copyId);
    giving.over.abort();
    giving.gift?.close();
  };
  const offer = async (payload: OfferPayload): Promise<void> => {
    need(await policyOf(dataFolder), 'giveModels', 'give its models to others');
    refuseOlder(givings.get(payload.copyId), payload);
    withdraw(payload);
    if (givings.size >= MOST_GIFTS)
      throw new CommandRefused('PRECONDITION_FAILED', `This machine gives to ${MOST_GIFTS} others already.`);
    const found = await findModel(options, payload);
    const { copyId, attempt } = payload;
    const giving: Giving = { copyId, attempt, over: new AbortController(), gift: null };
    givings.set(copyId, giving);
    void prepare(found, payload, giving).catch((error: unknown) => {
      if (giving.over.signal.aborted) return;
      withdraw(payload);
      log(`${found.model.title} can't be given: ${messageOf(error)}`);
      void reports.ended({ copyId, attempt }, 'refused', `It can’t be given: ${messageOf(error)}`);
    });
  };
  const prepare = async (found: FoundModel, payload: OfferPayload, giving: Giving): Promise<void> => {
    const { copyId, attempt, address, token, idleMs } = payload;
    const { signal } = giving.over;
    const onReading = reports.reading({ copyId, attempt });
    const files = await listFiles(found.path, { known, signal, onReading });
    const onIdle = (): void => withdraw(payload);
    const gift = await give({ address, token, files, idleMs, onIdle });
    if (signal.aborted) return gift.close();
    giving.gift = gift;
    log(`Giving ${found.model.title} at ${address}:${gift.port}.`);
    const told = files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }));
    await reports.offered({ copyId, attempt, port: gift.port, files: told });
  };

  const fetch = async (payload: FetchPayload): Promise<void> => {
    const policy = await policyOf(dataFolder);
    need(policy, 'takeModels', 'take models from others');
    refuseOlder(fetchings.get(payload.copyId), payload);
    const { copyId, attempt, modelId, files } = payload;
    await refuseOverQuota(policy, options, files);
    // Of one model one copy gathers at a time; the newest word counts.
    for (const other of [...fetchings.values()].filter(
      (it) => it.copyId === copyId || it.modelId === modelId,
    ))
      await end(other);
    if (fetchings.size >= MOST_FETCHES)
      throw new CommandRefused('PRECONDITION_FAILED', `This machine fetches ${MOST_FETCHES} models already.`);
    const over = new AbortController();
    const done = run(payload, over.signal).finally(() => {
      if (fetchings.get(copyId)?.attempt === attempt) fetchings.delete(copyId);
    });
    fetchings.set(copyId, { copyId, attempt, modelId, over, done });
  };
  const run = async (payload: FetchPayload, signal: AbortSignal): Promise<void> => {
    const { copyId, attempt, modelId, fingerprint, files, bytesPerSecond, address, port, token } = payload;
    const fence = { copyId, attempt };
    try {
      const here = (await options.scan()).find(({ model }) => model.id === modelId)?.model;
      const isHere = here?.problem === null && here.fingerprint === fingerprint;
      const notes = isHere
        ? []
        : await fetchModel({
            root,
            modelId,
            fingerprint,
            files,
            bytesPerSecond,
            signal,
            source: { address, port, token },
            onProgress: reports.progress(fence),
          });
      log(`The model ${modelId} is here.`);
      options.onChange();
      void reports.ended(fence, 'whole', notes.join(' ') || null);
    } catch (error) {
      if (signal.aborted) return;
      log(`The model ${modelId} was not fetched: ${messageOf(error)}`);
      const isPassing = error instanceof CopyInterrupted;
      void reports.ended(fence, isPassing ? 'interrupted' : 'refused', messageOf(error));
    }
  };

  return {
    offer,
    withdraw,
    fetch,
    async drop({ copyId, modelId, fingerprint }) {
      const own = fetchings.get(copyId);
      if (own) await end(own);
      const isOthers = [...fetchings.values()].some((it) => it.modelId === modelId);
      if (!isOthers) await dropPartial(root, modelId, fingerprint);
    },
    async remove({ modelId, fingerprint }) {
      need(await policyOf(dataFolder), 'removeModels', 'have models removed');
      if (options.isInUse(modelId))
        throw new CommandRefused('CONFLICT', 'A session on this machine uses it. End that first.');
      const found = (await options.scan()).find(({ model }) => model.id === modelId);
      if (!found) return;
      if (found.model.fingerprint !== fingerprint)
        throw new CommandRefused('CONFLICT', 'What is there now is another form of it. Look again.');
      await removeModel(root, found);
      log(`The model ${modelId} was removed.`);
      options.onChange();
    },
    close() {
      for (const giving of [...givings.values()]) withdraw(giving);
      for (const { over } of fetchings.values()) over.abort();
      reports.close();
    },
  };
}

async function end({ over, done }: Fetching): Promise<void> {
  over.abort();
  await done;
}

function refuseOlder(own: CopyFence | undefined, { attempt }: CopyFence): void {
  if (own && own.attempt > attempt)
    throw new CommandRefused('CONFLICT', 'A later try of this copy is under way.');
}

const policyOf = (dataFolder: string): Promise<Policy> =>
  readPolicy(dataFolder).catch((error: unknown) => {
    throw new CommandRefused('FORBIDDEN', messageOf(error));
  });

function need(policy: Policy, right: 'giveModels' | 'takeModels' | 'removeModels', words: string): void {
  if (!policy[right])
    throw new CommandRefused('FORBIDDEN', `This machine’s own policy.json does not let it ${words}.`);
}

async function findModel(
  { scan }: FileStoreOptions,
  { modelId, fingerprint }: OfferPayload,
): Promise<FoundModel> {
  const found = (await scan()).find(({ model }) => model.id === modelId);
  if (!found || found.model.problem !== null || found.model.fingerprint !== fingerprint)
    throw new CommandRefused('PRECONDITION_FAILED', 'This machine has not that model whole any more.');
  return found;
}

/** What lies there already counts, by the weights of each. */
async function refuseOverQuota(
  { mostModelGigabytes }: Policy,
  { scan, root }: FileStoreOptions,
  files: FetchPayload['files'],
): Promise<void> {
  if (mostModelGigabytes === null) return;
  const own = (await scan()).filter(({ path }) => path.startsWith(root));
  const held = own.reduce((sum, { model }) => sum + model.weightsBytes, 0);
  const more = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (held + more > mostModelGigabytes * 1e9)
    throw new CommandRefused(
      'PRECONDITION_FAILED',
      `This machine’s policy.json keeps ${mostModelGigabytes} GB for models; ${toGb(held)} GB are taken and ${toGb(more)} GB would come.`,
    );
}

const toGb = (bytes: number): string => (bytes / 1e9).toFixed(1);
