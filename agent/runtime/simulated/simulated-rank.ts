import { decodeRate, FIRST_TOKEN_MS } from '@/shared/domain/simulated-power.ts';
import { tellWedge } from '@/shared/domain/machine-trouble.ts';
import { addNewest } from '@/shared/domain/newest.ts';
import type { PairToTry, Prompt } from '@/shared/protocol/agent.ts';
import type { MachineGuard } from '../../machine-guard.ts';
import type { SimulatedModel } from './simulated-models.ts';
import type {
  AnswerEnd,
  ExitCause,
  Question,
  RankRef,
  RankSpec,
  RankUpdate,
  RuntimeEvents,
} from '../runtime.ts';
import { type PlayedAnswer, playAnswer } from './simulated-answer.ts';
import { type Crash, playScenario } from './scenario.ts';
import type { SimulatedLoad } from './simulated-load.ts';
import { simulatedPromptTokens } from './simulated-text.ts';

export type SimulatedRankOptions = {
  spec: RankSpec;
  model: SimulatedModel;
  bandwidthGbPerSecond: number;
  load: SimulatedLoad;
  /** 1 for a start of about nine seconds; less is faster. */
  pace: number;
  stallMs: number;
  guard: Pick<MachineGuard, 'wedge'>;
  random(): number;
  events: RuntimeEvents;
  onGone(): void;
};

const IMPORT_MS = 1800;
const CONNECT_MS = 900;
const LOAD_MS = 4200;
const WARM_UP_MS = 700;
const PROGRESS_STEPS = 20;
const KEPT_IDS = 2000;

/** A rank that takes the same steps as a real one, at a believable pace, and runs nothing. */
export function createSimulatedRank(options: SimulatedRankOptions) {
  const { spec, model, load, events, pace } = options;
  let ref: RankRef = { sessionId: spec.sessionId, epoch: spec.epoch, rank: spec.rank };
  const { after, cancel } = createTimers();
  const answers = new Map<string, PlayedAnswer>();
  const asked = new Set<string>();
  const reachedSteps = new Set<string>();
  let isGone = false;

  const varied = (ms: number): number => ms * pace * (0.85 + options.random() * 0.3);
  const once = (step: string): boolean => !reachedSteps.has(step) && reachedSteps.add(step) !== undefined;
  const say = (text: string): void => events.onLog(ref, 'stderr', text);
  const report = (update: RankUpdate): void => events.onRankState(ref, update);

  const loadLayers = (step: number): void => {
    const layers = layersOf(options);
    const loadedLayers = Math.round((layers * step) / PROGRESS_STEPS);
    load.loadedRatio = step / PROGRESS_STEPS;
    const memoryBytes = Math.round(load.modelBytes * load.loadedRatio);
    report({ state: 'loading', loadedLayers, totalLayers: layers, memoryBytes });
    if (step % 5 === 0) say(`Loaded ${loadedLayers} of ${layers} layers (simulated)`);
    after(varied(LOAD_MS / PROGRESS_STEPS), () => {
      if (step < PROGRESS_STEPS) return loadLayers(step + 1);
      load.isLoading = false;
      report({ state: 'loaded', memoryBytes: load.modelBytes });
    });
  };

  const end = (how: Pick<RankUpdate, 'cause' | 'exitCode' | 'signal' | 'message'>): void => {
    if (isGone) return;
    for (const running of answers.values()) running.stop('interrupted');
    isGone = true;
    cancel();
    if (load.isWedged || scenario.holdsMemory()) load.heldBytes += load.modelBytes;
    Object.assign(load, { sessionId: null, modelBytes: 0, loadedRatio: 0, isLoading: false });
    report({ state: 'exited', ...how });
    options.onGone();
  };
  const stop = (cause: ExitCause, message: string): void =>
    end({ exitCode: 0, signal: null, cause, message });
  /** From here on no token comes; what watches real ranks would see it so. */
  const hang = (isWedge: boolean): void => {
    load.isWedged ||= isWedge;
    for (const running of answers.values()) running.freeze();
    after(options.stallMs, () => {
      const words = tellStall(options);
      events.onLog(ref, 'agent', words);
      stop('stalled', words);
    });
  };

  const scenario = playScenario(load.scenario, {
    after,
    complain: (problem) => events.onLog(ref, 'agent', problem),
    crash: (step) => end(crashed(step, say)),
    hang,
  });

  return {
    ref: () => ref,
    handOver(to: RankRef): void {
      ref = handOver({ ...options, reachedSteps }, to, isGone || answers.size > 0);
    },
    check(pairs: readonly PairToTry[]): void {
      if (once('check')) report({ state: 'checked', pairs: pairs.map(untried) });
    },
    launch(): void {
      if (!once('launch')) return;
      say('Importing mlx_lm (simulated)');
      after(varied(IMPORT_MS), () => report({ state: 'imported' }));
    },
    go(): void {
      if (!once('go')) return;
      Object.assign(load, {
        sessionId: ref.sessionId,
        modelBytes: Math.round(model.weightsBytes / spec.size),
      });
      after(varied(CONNECT_MS), () => {
        report({ state: 'connected', groupRank: spec.rank, groupSize: spec.size });
        say(`Rank ${spec.rank} of ${spec.size} (simulated)`);
        load.isLoading = true;
        scenario.play('loading');
        loadLayers(0);
      });
    },
    warmUp(): void {
      if (!once('warm-up')) return;
      const warmUpMs = varied(WARM_UP_MS);
      after(warmUpMs, () => report({ state: 'ready', warmUpMs }));
    },
    prove: (prompts: readonly Prompt[]) => report({ state: 'ready', proof: playProof(prompts, model.title) }),
    stop,
    startAnswer(question: Question): void {
      if (asked.has(question.generationId)) return;
      addNewest(asked, question.generationId, KEPT_IDS);
      const asker = ref;
      const answer = beginAnswer(options, ref, question, varied(FIRST_TOKEN_MS), (over) => {
        answers.delete(question.generationId);
        events.onAnswerEnd(asker, question.generationId, over);
      });
      answers.set(question.generationId, answer);
      scenario.play('answering');
    },
    stopAnswer: (generationId: string): void => answers.get(generationId)?.stop('stopped'),
  };
}

/** Only a loaded rank that answers nobody; throws where it is none. */
function handOver(
  { load, events, reachedSteps }: SimulatedRankOptions & { reachedSteps: Set<string> },
  to: RankRef,
  isBusy: boolean,
): RankRef {
  if (isBusy || load.loadedRatio < 1 || load.isLoading)
    throw new Error('Its rank is not at rest with the model loaded.');
  load.sessionId = to.sessionId;
  reachedSteps.delete('warm-up');
  events.onLog(to, 'stderr', 'The model was handed over as it is loaded (simulated)');
  events.onRankState(to, { state: 'loaded', memoryBytes: load.modelBytes });
  return to;
}

function createTimers() {
  const timers = new Set<NodeJS.Timeout>();
  return {
    after(ms: number, act: () => void): void {
      const timer = setTimeout(() => {
        timers.delete(timer);
        act();
      }, ms);
      timers.add(timer);
    },
    cancel(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function crashed({ lines, exitCode, signal }: Crash, say: (line: string) => void) {
  for (const line of lines) say(line);
  return { exitCode, signal, cause: 'crashed' as const, message: lines.at(-1)! };
}

function beginAnswer(
  { events, model, spec, pace, bandwidthGbPerSecond }: SimulatedRankOptions,
  ref: RankRef,
  question: Question,
  firstTokenMs: number,
  onEnd: (end: AnswerEnd) => void,
): PlayedAnswer {
  const id = question.generationId;
  return playAnswer(question, {
    sessionId: ref.sessionId,
    firstTokenMs,
    tokenMs: (1000 / decodeRate(model, bandwidthGbPerSecond, spec.size)) * Math.min(1, pace * 4),
    onPrefill: (progress) => events.onPrefill?.(ref, id, progress),
    onFirstToken: (afterMs) => events.onFirstToken?.(ref, id, afterMs),
    onPart: (part) => events.onAnswerPart(ref, id, part),
    onEnd,
  });
}

/** Nothing is sent, so nothing is known of a link, and no number is made up. */
const untried = ({ peer }: PairToTry) => ({
  peer,
  ok: null,
  bytes: null,
  milliseconds: null,
  latencyMilliseconds: null,
  message: 'simulated: nothing was sent',
});

function layersOf({ spec, model }: SimulatedRankOptions): number {
  const total = model.layers ?? PROGRESS_STEPS;
  return spec.parallelism === 'pipeline' ? Math.ceil(total / spec.size) : total;
}

function tellStall({ stallMs, guard }: SimulatedRankOptions): string {
  const wedge = guard.wedge();
  const said = `No token for ${Math.round(stallMs / 1000)} s: this rank or another of its group hangs.`;
  return wedge === null ? said : `${said} ${tellWedge(wedge)}`;
}

/** The same prompt is always gone on with alike. */
const playProof = (prompts: readonly Prompt[], title: string): RankUpdate['proof'] =>
  prompts.map(({ id, text }) => ({
    promptId: id,
    text: ` simulated, after ${text.length} letters of ${title}`,
    promptTokens: simulatedPromptTokens([text]),
    tookMs: null,
    message: null,
  }));
