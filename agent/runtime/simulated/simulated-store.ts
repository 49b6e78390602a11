import { createHash } from 'node:crypto';
import { isLinkLocal } from '@/shared/domain/port-network.ts';
import type { ModelFile } from '@/shared/schemas/model-store.ts';
import { CommandRefused } from '../../command-refused.ts';
import type { CopyReports } from '../../model-store/copy-reports.ts';
import type { BringPayload, CopyFence, FetchPayload, ModelStore } from '../../model-store/model-store.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { simulatedModels } from './simulated-models.ts';

/** What a played copy runs at, in bytes a second: a Thunderbolt cable, Ethernet of one gigabit, and from outside. Made up. */
const CABLE_RATE = 2.4e9;
const NETWORK_RATE = 112e6;
const OUTSIDE_RATE = 60e6;
const SHARD_BYTES = 5e9;
const SETTINGS_BYTES = 40_000;
const STEP_MS = 500;
const READ_MS = 1500;

export type SimulatedStoreOptions = {
  disk: SimulatedDisk;
  reports: CopyReports;
  pace: number;
  isInUse(modelId: string): boolean;
  onChange(): void;
};

type Played = Pick<FetchPayload, 'copyId' | 'attempt' | 'modelId' | 'files' | 'bytesPerSecond'> & {
  linkRate: number;
};
type Playing = CopyFence & { timer: NodeJS.Timeout };

/** Plays copies: the same words to the portal as a real one, with no file and nothing on the network behind them. */
export function openSimulatedStore(options: SimulatedStoreOptions): ModelStore {
  const { disk, reports, pace } = options;
  const playing = new Map<string, Playing>();
  const had = new Map<string, number>();
  const find = (modelId: string) => disk.models().find(({ id }) => id === modelId);
  const end = (copyId: string): void => {
    clearInterval(playing.get(copyId)?.timer);
    playing.delete(copyId);
  };

  const play = (payload: Played): void => {
    const { copyId, attempt, modelId, files, linkRate, bytesPerSecond } = payload;
    const fence = { copyId, attempt };
    const tell = reports.progress(fence);
    const total = files.reduce((sum, it) => sum + it.bytes, 0);
    const rate = Math.min(linkRate, bytesPerSecond ?? Infinity) / pace;
    const timer = setInterval(() => {
      const done = Math.min(total, (had.get(modelId) ?? 0) + (rate * STEP_MS) / 1000);
      had.set(modelId, done);
      tell(progressOf(files, Math.round(done), total));
      if (done < total) return;
      end(copyId);
      had.delete(modelId);
      disk.add(modelId);
      options.onChange();
      void reports.ended(fence, 'whole', null);
    }, STEP_MS);
    playing.set(copyId, { ...fence, timer });
  };

  return {
    offer({ copyId, attempt, modelId, fingerprint }) {
      const model = find(modelId);
      if (model?.fingerprint !== fingerprint)
        throw new CommandRefused('PRECONDITION_FAILED', 'This machine has not that model whole any more.');
      end(copyId);
      const timer = setTimeout(() => {
        void reports.offered({ copyId, attempt, port: 0, files: playedFiles(modelId, model.weightsBytes) });
      }, READ_MS * pace);
      playing.set(copyId, { copyId, attempt, timer });
      return Promise.resolve();
    },
    withdraw: ({ copyId }) => end(copyId),
    fetch(payload) {
      end(payload.copyId);
      play({ ...payload, linkRate: isLinkLocal(payload.address) ? CABLE_RATE : NETWORK_RATE });
      return Promise.resolve();
    },
    async bring({ copyId, attempt, modelId, bytesPerSecond }: BringPayload) {
      const model = simulatedModels().find(({ id }) => id === modelId);
      if (!model)
        throw new CommandRefused(
          'PRECONDITION_FAILED',
          'A simulated machine asks no hub: it plays only the models that it knows, as mlx-community/Qwen3-32B-4bit.',
        );
      end(copyId);
      const files = playedFiles(modelId, model.weightsBytes);
      const commit = createHash('sha1').update(`simulated ${modelId}`).digest('hex');
      const totalBytes = files.reduce((sum, it) => sum + it.bytes, 0);
      const timer = setTimeout(() => {
        void reports.listed({ copyId, attempt, commit, totalBytes, filesTotal: files.length }).then(() => {
          if (playing.get(copyId)?.timer === timer)
            play({ copyId, attempt, modelId, files, bytesPerSecond, linkRate: OUTSIDE_RATE });
        });
      }, READ_MS * pace);
      playing.set(copyId, { copyId, attempt, timer });
    },
    drop({ copyId, modelId }) {
      end(copyId);
      had.delete(modelId);
      return Promise.resolve();
    },
    remove({ modelId }) {
      if (options.isInUse(modelId))
        throw new CommandRefused('CONFLICT', 'A session on this machine uses it. End that first.');
      disk.remove(modelId);
      options.onChange();
      return Promise.resolve();
    },
    isBusy: () => playing.size > 0,
    close() {
      for (const copyId of playing.keys()) end(copyId);
      reports.close();
    },
  };
}

/** As a published model of that size is cut; the hashes are those of nothing. */
function playedFiles(modelId: string, weightsBytes: number): ModelFile[] {
  const shards = Math.max(1, Math.ceil(weightsBytes / SHARD_BYTES));
  const digits = (count: number): string => String(count).padStart(5, '0');
  const file = (name: string, bytes: number): ModelFile => ({
    name,
    bytes,
    sha256: createHash('sha256').update(`simulated ${modelId} ${name}`).digest('hex'),
  });
  const size = (at: number): number => Math.min(SHARD_BYTES, weightsBytes - at * SHARD_BYTES);
  const weights = Array.from({ length: shards }, (_, at) =>
    file(`model-${digits(at + 1)}-of-${digits(shards)}.safetensors`, size(at)),
  );
  return [file('config.json', SETTINGS_BYTES), ...weights];
}

function progressOf(files: readonly ModelFile[], doneBytes: number, totalBytes: number) {
  let before = 0;
  for (const [filesDone, { name, bytes }] of files.entries()) {
    const told = { doneBytes, totalBytes, filesDone, filesTotal: files.length };
    if (doneBytes < before + bytes) return { ...told, file: { name, bytes, doneBytes: doneBytes - before } };
    before += bytes;
  }
  return { doneBytes, totalBytes, file: null, filesDone: files.length, filesTotal: files.length };
}
