import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EngineState } from '@/shared/schemas/machine.ts';
import type { Journal } from '../../journal.ts';
import type { MachineGuard } from '../../machine-guard.ts';
import { messageOf } from '../../log.ts';
import { type FoundModel, scanModels } from '../../model-folders/scan-models.ts';
import { markRemovable } from '../../model-store/own-models.ts';
import { reservePort } from '../reserve-port.ts';
import type { ExitCause, RankRef, RankSpec, Runtime, RuntimeEvents } from '../runtime.ts';
import { engineFlags, whyNotTaken } from './engine-flags.ts';
import { createMlxRank, type MlxRank } from './mlx-rank.ts';

export type MlxRuntimeOptions = {
  hostId: string;
  /** The first is the agent's own. */
  modelRoots: readonly string[];
  /** Ranks get their folders in here. */
  sessionsFolder: string;
  readEngine(): Promise<EngineState>;
  /** The program before its flags; a test puts its own in place of Python. */
  program: { command: string; args: string[] };
  /** The address of this machine on the connection to the portal. */
  localAddress(): string;
  stallMs: number;
  guard: Pick<MachineGuard, 'untilFree' | 'wedge' | 'isGpuIdle' | 'onStuck'>;
  journal: Pick<Journal, 'write'>;
  events: RuntimeEvents;
};

/** Runs ranks of mlx_lm.server. */
export function createMlxRuntime(options: MlxRuntimeOptions): Runtime {
  const ranks = new Map<string, MlxRank>();
  const preparing = new Map<
    string,
    { epoch: number; stopped: { cause: ExitCause; message: string } | null }
  >();
  const held = (ref: RankRef): MlxRank | undefined => {
    const rank = ranks.get(ref.sessionId);
    return rank?.ref().epoch === ref.epoch ? rank : undefined;
  };

  const prepare = async (spec: RankSpec): Promise<void> => {
    const { sessionId, epoch, rank } = spec;
    const ref = { sessionId, epoch, rank };
    const state = { epoch, stopped: null as { cause: ExitCause; message: string } | null };
    preparing.set(sessionId, state);
    try {
      const { path, model } = await check(options, spec);
      const trouble = await options.guard.untilFree();
      if (trouble !== null) throw new Error(trouble);
      const address = options.localAddress();
      const port = await reservePort(address);
      const checkPorts: number[] = [];
      while (checkPorts.length < spec.size - 1) checkPorts.push(await reservePort(address));
      if (state.stopped) return options.events.onRankState(ref, { state: 'exited', ...state.stopped });
      const created = createMlxRank({
        spec,
        modelPath: path,
        engineFlags: engineFlags(spec.settings, model.shape?.headDim ?? null),
        folder: join(options.sessionsFolder, folderName(ref)),
        program: options.program,
        stallMs: options.stallMs,
        guard: options.guard,
        journal: options.journal,
        events: options.events,
        onGone: () => {
          // Another session may hold it by now.
          const id = created.ref().sessionId;
          if (ranks.get(id) === created) ranks.delete(id);
        },
      });
      ranks.set(sessionId, created);
      options.events.onRankState(ref, {
        state: 'prepared',
        listen: { hostId: options.hostId, address, port, ...(checkPorts.length > 0 && { checkPorts }) },
      });
    } catch (error) {
      options.events.onRankState(ref, {
        state: 'exited',
        ...(state.stopped ?? { cause: 'prepare_failed', message: messageOf(error) }),
      });
    } finally {
      if (preparing.get(sessionId) === state) preparing.delete(sessionId);
    }
  };

  return {
    async describe() {
      const [models, engine] = await Promise.all([scanModels(options.modelRoots), options.readEngine()]);
      return { models: markRemovable(options.modelRoots[0]!, models), engine };
    },
    prepare: (spec) => void prepare(spec),
    check: (ref, pairs) => held(ref)?.check(pairs),
    launch: (ref, network, digest) => held(ref)?.launch(network, digest),
    go: (ref) => held(ref)?.go(),
    warmUp: (ref) => held(ref)?.warmUp(),
    prove: (ref, prompts) => held(ref)?.prove(prompts),
    handOver(from, to) {
      const rank = held(from) ?? refuseGone();
      rank.handOver(to);
      ranks.delete(from.sessionId);
      ranks.set(to.sessionId, rank);
    },
    async stop(ref, cause, message) {
      const pending = preparing.get(ref.sessionId);
      if (pending?.epoch === ref.epoch) pending.stopped ??= { cause, message };
      await held(ref)?.stop(cause, message);
    },
    startAnswer(ref, question) {
      (held(ref) ?? refuseGone()).startAnswer(question);
    },
    stopAnswer: (ref, generationId) => held(ref)?.stopAnswer(generationId),
  };
}

function refuseGone(): never {
  throw new Error('This machine holds no rank of that session any more.');
}

/** Whether this machine can hold that rank now; throws with what a person can do about it. */
async function check(options: MlxRuntimeOptions, spec: RankSpec): Promise<FoundModel> {
  const engine = await options.readEngine();
  if (!engine.ready) throw new Error(engine.message ?? 'The engine is not ready.');
  const found = (await scanModels(options.modelRoots)).find((it) => it.model.id === spec.modelId);
  if (!found)
    throw new Error(`The model ${spec.modelId} is not in this machine's models folder. Copy it there.`);
  const { model } = found;
  if (model.problem !== null) throw new Error(model.problem);
  if (model.fingerprint !== spec.modelFingerprint) {
    throw new Error(
      `The files of ${model.title} differ from the other machines'. Copy the same folder to each.`,
    );
  }
  const { parallelism, size } = spec;
  const isPossible =
    parallelism === 'single'
      ? size === 1
      : (parallelism === 'tensor' ? model.tensorSizes : model.pipelineSizes).includes(size);
  if (!isPossible)
    throw new Error(`${model.title} can't be split over ${size} machines this way (${parallelism}).`);
  const needs = spec.backend === 'jaccl_ring' ? 'jaccl' : spec.backend;
  if (needs !== 'single' && !engine.backends.includes(needs)) {
    throw new Error(
      `MLX on this machine has no ${needs} backend (it has ${engine.backends.join(', ') || 'none'}).`,
    );
  }
  const notTaken = whyNotTaken(spec.settings, size, process.platform);
  if (notTaken !== null) throw new Error(notTaken);
  return found;
}

/** Ids come from the portal; as a hash they can't leave the folder. */
const folderName = ({ sessionId, epoch, rank }: RankRef): string =>
  createHash('sha256').update(`${sessionId}\n${epoch}\n${rank}`).digest('hex').slice(0, 24);
