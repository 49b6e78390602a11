import { createHash } from 'node:crypto';
import { isLinkLocal } from '@/shared/domain/port-network.ts';
import { CommandRefused } from '../../command-refused.ts';
import type { CopyReports } from '../../model-store/copy-reports.ts';
import type {
  BringPayload,
  CopyFence,
  FetchPayload,
  ImportPayload,
  ModelStore,
} from '../../model-store/model-store.ts';
import { foundOnPlayedDisk, needPlayedFiles, PLAYED_DISK, playedFiles, progressOf } from './played-files.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { simulatedModels } from './simulated-models.ts';

/** What a played copy runs at, in bytes a second: a Thunderbolt cable, Ethernet of one gigabit, from outside, from a USB disk. Made up. */
const CABLE_RATE = 2.4e9;
const NETWORK_RATE = 112e6;
const OUTSIDE_RATE = 60e6;
const DISK_RATE = 450e6;
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
type Playing = CopyFence & { timer: NodeJS.Timeout; limit?: number | null };

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
    const timer = setInterval(() => {
      const rate = Math.min(linkRate, playing.get(copyId)?.limit ?? Infinity) / pace;
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
    playing.set(copyId, { ...fence, timer, limit: bytesPerSecond });
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
    async look({ lookId }) {
      const looked = { lookId, found: foundOnPlayedDisk(disk), places: [PLAYED_DISK], note: null };
      setTimeout(() => void reports.looked(looked), READ_MS * pace);
    },
    async import({ copyId, attempt, modelId, key, bytesPerSecond }: ImportPayload) {
      const files = needPlayedFiles(modelId, key);
      end(copyId);
      play({ copyId, attempt, modelId, files, bytesPerSecond, linkRate: DISK_RATE });
    },
    pace({ copyId, attempt, bytesPerSecond }) {
      const own = playing.get(copyId);
      if (own?.attempt === attempt) own.limit = bytesPerSecond;
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
