import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { MachineGuard } from '../../machine-guard.ts';
import type { RankRef, RankSpec, Runtime, RuntimeEvents } from '../runtime.ts';
import type { SimulatedLoad } from './simulated-load.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import { SIMULATED_ENGINE } from './simulated-models.ts';
import { createSimulatedRank } from './simulated-rank.ts';

export type SimulatedRuntimeOptions = {
  machine: SimulatedMachine;
  disk: SimulatedDisk;
  load: SimulatedLoad;
  seed: number;
  pace: number;
  stallMs: number;
  guard: Pick<MachineGuard, 'untilFree' | 'wedge'>;
  events: RuntimeEvents;
};

const PREPARE_MS = 250;
const FIRST_PORT = 32_400;
const PORTS = 2000;

/** Plays ranks: the same states, logs and answers as a real machine would report, with nothing behind them. */
export function createSimulatedRuntime(options: SimulatedRuntimeOptions): Runtime {
  const { machine, disk, load, events, pace } = options;
  const random = seededRandom(options.seed);
  const ranks = new Map<string, ReturnType<typeof createSimulatedRank>>();
  const held = (ref: RankRef) => {
    const rank = ranks.get(ref.sessionId);
    return rank?.ref().epoch === ref.epoch ? rank : undefined;
  };

  const prepare = (spec: RankSpec): void => {
    const ref = { sessionId: spec.sessionId, epoch: spec.epoch, rank: spec.rank };
    const model = disk
      .models()
      .find((it) => it.id === spec.modelId && it.fingerprint === spec.modelFingerprint);
    const room = machine.facts.memoryBytes ?? 0;
    const refusal = !model
      ? `This simulated machine has no model ${spec.modelId}. Copy it there, if another one has it.`
      : model.weightsBytes / spec.size > room
        ? `${model.title} needs ${toGb(model.weightsBytes / spec.size)} GB a machine; this one has ${toGb(room)} GB.`
        : null;
    if (!model || refusal !== null) {
      events.onRankState(ref, { state: 'exited', cause: 'prepare_failed', message: refusal ?? '' });
      return;
    }
    const { bandwidthGbPerSecond } = machine;
    const rank = createSimulatedRank({
      spec,
      model,
      bandwidthGbPerSecond,
      load,
      pace,
      stallMs: options.stallMs,
      guard: options.guard,
      events,
      random,
      onGone: () => {
        const id = rank.ref().sessionId;
        if (ranks.get(id) === rank) ranks.delete(id);
      },
    });
    ranks.set(spec.sessionId, rank);
    const address = machine.facts.addresses[0]!.ipv4;
    const port = FIRST_PORT + Math.floor(random() * PORTS);
    const prepared = (): void => {
      if (ranks.get(spec.sessionId) !== rank) return;
      const { hostId } = machine.facts;
      const checkPorts = Array.from({ length: spec.size - 1 }, (_, at) => port + 1 + at);
      events.onRankState(ref, { state: 'prepared', listen: { hostId, address, port, checkPorts } });
    };
    void options.guard.untilFree().then((trouble) => {
      if (trouble !== null) rank.stop('prepare_failed', trouble);
      else setTimeout(prepared, PREPARE_MS * pace);
    });
  };

  return {
    describe: () =>
      Promise.resolve({
        models: disk
          .models()
          .map(({ activeBytes: _activeBytes, ...model }) => ({ ...model, removable: true })),
        engine: SIMULATED_ENGINE,
      }),
    prepare,
    check: (ref, pairs) => held(ref)?.check(pairs),
    launch: (ref) => held(ref)?.launch(),
    go: (ref) => held(ref)?.go(),
    warmUp: (ref) => held(ref)?.warmUp(),
    prove: (ref, prompts) => held(ref)?.prove(prompts),
    handOver(from, to) {
      const rank = held(from);
      if (!rank) throw new Error('This machine holds no rank of that session any more.');
      rank.handOver(to);
      ranks.delete(from.sessionId);
      ranks.set(to.sessionId, rank);
    },
    stop: (ref, cause, message) => Promise.resolve(held(ref)?.stop(cause, message)),
    startAnswer: (ref, question) => held(ref)?.startAnswer(question),
    stopAnswer: (ref, generationId) => held(ref)?.stopAnswer(generationId),
  };
}

const toGb = (bytes: number): number => Math.round(bytes / 1e9);
