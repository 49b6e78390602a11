import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { clipText } from '@/shared/domain/clip-text.ts';
import { FoundOnDisk, MOST_FOUND_ON_DISK } from '@/shared/schemas/model-store.ts';
import { clipAll, takeFitting } from '../bounded.ts';
import { CommandRefused } from '../command-refused.ts';
import { log, messageOf } from '../log.ts';
import type { FoundModel } from '../model-folders/scan-models.ts';
import type { CopyReports } from './copy-reports.ts';
import { sweepPartials } from './fetch-model.ts';
import { createFetchings } from './fetchings.ts';
import { createGivings } from './givings.ts';
import { openKnownHashes } from './known-hashes.ts';
import { findOnDisks, readDiskModel } from './look-at-disks.ts';
import type { ModelStore, OfferPayload } from './model-store.ts';
import { removeModel } from './own-models.ts';
import { type Policy, readPolicy } from './policy.ts';

const CLIP = { characters: 255, entries: 0 };

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

/** The models on this machine's disk. */
export function openFileStore(options: FileStoreOptions): ModelStore {
  const { root, dataFolder, reports, scan, isInUse } = options;
  mkdirSync(root, { recursive: true });
  const known = openKnownHashes(join(dataFolder, 'model-hashes.json'));
  const givings = createGivings({ reports, known });
  const fetchings = createFetchings(options);
  void sweepPartials(root).catch((error: unknown) =>
    log(`Old copies could not be swept: ${messageOf(error)}`),
  );
  return {
    async offer(payload) {
      need(await policyOf(dataFolder), 'giveModels', 'give its models to others');
      givings.begin(await findModel(options, payload), payload);
    },
    withdraw: givings.withdraw,
    async fetch(payload) {
      const policy = await policyOf(dataFolder);
      need(policy, 'takeModels', 'take models from others');
      await refuseOverQuota(policy, options, payload.files);
      await fetchings.begin(payload);
    },
    async bring(payload) {
      const policy = await policyOf(dataFolder);
      need(policy, 'takeModels', 'take models from others');
      need(policy, 'downloadModels', 'bring models from outside the lab');
      const { origin } = new URL(payload.base);
      const named = policy.modelSources?.map((it) => new URL(it).origin) ?? null;
      if (named !== null && !named.includes(origin))
        throw new CommandRefused(
          'FORBIDDEN',
          `This machine’s own policy.json lets it bring models from ${named.join(', ') || 'nowhere'}, and not from ${origin}.`,
        );
      await fetchings.bring(payload, {
        mayBeHere: named !== null,
        admit: (files) => refuseOverQuota(policy, options, files),
      });
    },
    async look({ lookId }) {
      const policy = await policyOf(dataFolder);
      need(policy, 'takeModels', 'take models from others');
      if (policy.importFolders?.length === 0)
        throw new CommandRefused(
          'FORBIDDEN',
          'This machine’s own policy.json lets no folder be looked at for models (importFolders).',
        );
      void lookAround(policy, lookId, reports).catch((error: unknown) =>
        reports.looked({ lookId, found: [], places: [], note: `It could not look: ${messageOf(error)}` }),
      );
    },
    async import(payload) {
      const policy = await policyOf(dataFolder);
      need(policy, 'takeModels', 'take models from others');
      await fetchings.import(payload, {
        find: async () => (await findOnDisks(policy)).found.find(({ key }) => key === payload.key) ?? null,
        admit: (files) => refuseOverQuota(policy, options, files),
      });
    },
    pace: fetchings.pace,
    drop: fetchings.drop,
    async remove({ modelId, fingerprint }) {
      need(await policyOf(dataFolder), 'removeModels', 'have models removed');
      const found = (await scan()).find(({ model }) => model.id === modelId);
      if (!found) return;
      if (isInUse(modelId))
        throw new CommandRefused('CONFLICT', 'A session on this machine uses it. End that first.');
      if (found.model.fingerprint !== fingerprint)
        throw new CommandRefused('CONFLICT', 'What is there now is another form of it. Look again.');
      await removeModel(root, found);
      log(`The model ${modelId} was removed.`);
      options.onChange();
    },
    isBusy: () => givings.isBusy() || fetchings.isBusy(),
    close() {
      givings.close();
      fetchings.close();
      reports.close();
    },
  };
}

async function lookAround(policy: Policy, lookId: string, reports: CopyReports): Promise<void> {
  const { found, places, note } = await findOnDisks(policy);
  const told = [];
  for (const folder of found.slice(0, MOST_FOUND_ON_DISK)) {
    const one = FoundOnDisk.safeParse(clipAll((await readDiskModel(folder)).told, CLIP));
    if (one.success) told.push(one.data);
  }
  const fitting = takeFitting(told, MOST_FOUND_ON_DISK);
  const left = found.length - fitting.length;
  const words = [note, left > 0 ? `${left} more folders are not told: they are too many.` : null];
  await reports.looked({
    lookId,
    found: fitting,
    places: places.slice(0, 64).map((it) => clipText(it, CLIP.characters)),
    note: words.filter((it) => it !== null).join(' ') || null,
  });
}

const policyOf = (dataFolder: string): Promise<Policy> =>
  readPolicy(dataFolder).catch((error: unknown) => {
    throw new CommandRefused('FORBIDDEN', messageOf(error));
  });

type Right = 'giveModels' | 'takeModels' | 'downloadModels' | 'removeModels';
function need(policy: Policy, right: Right, words: string): void {
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
  files: readonly { bytes: number }[],
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
