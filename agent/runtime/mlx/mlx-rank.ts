import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tellWedge } from '@/shared/domain/machine-trouble.ts';
import type { PairToTry, Prompt, RankNetwork } from '@/shared/protocol/agent.ts';
import type { Journal } from '../../journal.ts';
import { log, messageOf } from '../../log.ts';
import type { MachineGuard } from '../../machine-guard.ts';
import { processCpuMs } from '../../processes.ts';
import { AGENT_TIMES } from '../../times.ts';
import type { RankCommand, RankProcess } from '../rank-process.ts';
import type { ExitCause, Question, RankRef, RankSpec, RuntimeEvents } from '../runtime.ts';
import { createAnswers } from './answers.ts';
import { type LinkTrial, tryLinks } from './try-links.ts';
import { explainExit, type RankEnding } from './explain-exit.ts';
import { rankEnvironment } from './rank-environment.ts';
import type { RankEvent } from './rank-events.ts';
import { spawnMlxRank } from './spawn-mlx-rank.ts';
import { createSpinWatch } from './spin-watch.ts';
import { findStall } from './watchdog.ts';

export type MlxRankOptions = {
  spec: RankSpec;
  modelPath: string;
  /** For `mlx_lm.server`. */
  engineFlags: string[];
  /** The rank's own folder, removed when it ends. */
  folder: string;
  /** The program before its flags: Python with `rank.py`, or a test's stand-in. */
  program: { command: string; args: string[] };
  stallMs: number;
  guard: Pick<MachineGuard, 'wedge' | 'isGpuIdle' | 'onStuck'>;
  journal: Pick<Journal, 'write'>;
  events: RuntimeEvents;
  onGone(): void;
};
export type MlxRank = {
  ref(): RankRef;
  check(pairs: readonly PairToTry[]): void;
  launch(network: RankNetwork, digest: string | null): void;
  go(): void;
  warmUp(): void;
  prove(prompts: readonly Prompt[]): void;
  /** Throws, for people, while it is not loaded and idle. */
  handOver(to: RankRef): void;
  stop(cause: ExitCause, message: string): Promise<void>;
  startAnswer(question: Question): void;
  stopAnswer(generationId: string): void;
};

type View = {
  /** Before the rank itself is started. */
  trial: LinkTrial | null;
  isTried: boolean;
  process: RankProcess | null;
  ordered: RankEnding['ordered'];
  failure: RankEnding['failure'];
  isLoaded: boolean;
  memoryBytes: number | undefined;
  wentGo: boolean;
  lastBeatMs: number | null;
  lastLines: string[];
};

const WATCH_MS = AGENT_TIMES.watchMs;
/** A traceback stands between an error and a program's last words. */
const KEPT_LINES = 40;

function withWedge(stall: string, guard: Pick<MachineGuard, 'wedge'>): string {
  const wedge = guard.wedge();
  return wedge === null ? stall : `${stall} ${tellWedge(wedge)}`;
}

/** One rank from `prepared` to `exited`. */
export function createMlxRank(options: MlxRankOptions): MlxRank {
  const { spec, events, journal, folder } = options;
  let ref: RankRef = placeOf(spec);
  const key = randomBytes(24).toString('base64url');
  const view: View = newView();
  const answers = createAnswers({ ref, key, events, isServing: () => view.isLoaded });
  const spin = createSpinWatch(() => view.process && processCpuMs(view.process.pid));
  let watch: NodeJS.Timeout | undefined;
  const gone = Promise.withResolvers<void>();

  let stuck: NodeJS.Timeout | undefined;
  let isFinished = false;
  const finish = (exitCode: number | null, signal: string | null): void => {
    if (isFinished) return;
    isFinished = true;
    clearInterval(watch);
    clearTimeout(stuck);
    const { cause, message } = explainExit({ ...view, exitCode, signal });
    const clear = (): void => {
      if (view.process !== null) journal.write({ type: 'ended', sessionId: ref.sessionId, epoch: ref.epoch });
      rmSync(folder, { recursive: true, force: true });
    };
    // Gone is gone, and said so, even where a full disk keeps it from being noted.
    const ended = answers.endAll().then(clear);
    void ended.catch(logUntidy).then(() => {
      events.onRankState(ref, { state: 'exited', exitCode, signal, cause, message });
      options.onGone();
      gone.resolve();
    });
  };

  const order = (cause: ExitCause, message: string): void => {
    view.ordered ??= { cause, message };
    if (view.trial !== null) return void view.trial.end().then(() => finish(null, null));
    if (view.process === null) return finish(null, null);
    const { pid } = view.process;
    stuck ??= setTimeout(() => options.guard.onStuck(pid), AGENT_TIMES.stuckAfterMs);
    // A rank that hangs hears nothing; the sooner it is gone, the sooner its peers are free.
    view.process.end(cause === 'stalled' ? 'at-once' : 'in-steps');
  };

  const lookForStall = (): void => {
    const { lastBeatMs, isLoaded } = view;
    const { stallMs, guard } = options;
    const nowMs = performance.now();
    const answering = answers.watchView();
    const isSuspect = nowMs - (answering.lastStepMs ?? nowMs) > stallMs && guard.isGpuIdle();
    const spinningMs = spin.look(nowMs, isSuspect);
    const stall = findStall({ nowMs, stallMs, lastBeatMs, isLoaded, ...answering, spinningMs });
    if (stall === null || view.ordered !== null) return;
    const words = withWedge(stall, guard);
    events.onLog(ref, 'agent', words);
    order('stalled', words);
  };

  const launch = (network: RankNetwork, digest: string | null): void => {
    if (view.process !== null || view.trial !== null || view.ordered !== null) return;
    try {
      const command = prepareCommand(options, network, digest);
      journal.write({ type: 'intent', ...ref });
      view.process = spawnMlxRank(command, {
        onEvent: (event) => takeEvent(event, { ref, view, answers, events }),
        onLog: (stream, line) => {
          if (stream === 'stderr') view.lastLines = [...view.lastLines.slice(1 - KEPT_LINES), line];
          events.onLog(ref, stream, line);
        },
        onExit: finish,
        onSpawnError: (error) => {
          noteUnstarted(view, error);
          finish(null, null);
        },
      });
    } catch (error) {
      return order('prepare_failed', messageOf(error));
    }
    const { pid, startTime } = view.process;
    if (pid === 0) return;
    journal.write({ type: 'spawned', sessionId: ref.sessionId, epoch: ref.epoch, pid, startTime });
    events.onLog(ref, 'agent', `Started process ${pid}.`);
    watch = watchForStall(lookForStall, () => beginAnew(view, answers));
  };

  return {
    ref: () => ref,
    check: (pairs) => startTrial(options, view, pairs),
    launch,
    go() {
      if (view.process === null || view.wentGo) return;
      view.wentGo = true;
      view.process.write(`GO ${key}`);
    },
    warmUp: () => answers.warmUp((warmUpMs) => events.onRankState(ref, { state: 'ready', warmUpMs })),
    prove: (prompts) => answers.prove(prompts, (proof) => events.onRankState(ref, { state: 'ready', proof })),
    handOver(to) {
      handOver({ spec, view, answers, journal, events }, { from: ref, to });
      ref = to;
    },
    stop(cause, message) {
      order(cause, message);
      return gone.promise;
    },
    startAnswer: answers.start,
    stopAnswer: answers.stop,
  };
}

const placeOf = ({ sessionId, epoch, rank }: RankRef): RankRef => ({ sessionId, epoch, rank });

type HandOver = Pick<MlxRankOptions, 'spec' | 'journal' | 'events'> & {
  view: View;
  answers: ReturnType<typeof createAnswers>;
};

/** Throws, with nothing changed, where it is not loaded and idle. */
function handOver(
  { spec, view, answers, journal, events }: HandOver,
  { from, to }: { from: RankRef; to: RankRef },
): void {
  const { process, ordered, isLoaded, memoryBytes } = view;
  if (process === null || ordered !== null || !isLoaded || !answers.isIdle())
    throw new Error('Its rank is not at rest with the model loaded.');
  const { pid, startTime } = process;
  // Both stand in the journal for a moment, rather than neither.
  journal.write({ type: 'intent', ...to, startedAs: placeOf(spec) });
  journal.write({ type: 'spawned', sessionId: to.sessionId, epoch: to.epoch, pid, startTime });
  journal.write({ type: 'ended', sessionId: from.sessionId, epoch: from.epoch });
  answers.handOver(to);
  events.onLog(to, 'agent', `Process ${pid} was handed over with the model loaded.`);
  events.onRankState(to, { state: 'loaded', ...(memoryBytes !== undefined && { memoryBytes }) });
}

/** Once a rank, and before it is launched. */
function startTrial(options: MlxRankOptions, view: View, pairs: readonly PairToTry[]): void {
  if (view.isTried || view.process !== null || view.ordered !== null) return;
  const { sessionId, epoch, rank } = options.spec;
  view.isTried = true;
  view.trial = tryLinks(options, pairs);
  void view.trial.done.then((found) => {
    view.trial = null;
    if (view.ordered === null)
      options.events.onRankState({ sessionId, epoch, rank }, { state: 'checked', pairs: found });
  });
}

type EventTaker = {
  ref: RankRef;
  view: View;
  answers: ReturnType<typeof createAnswers>;
  events: RuntimeEvents;
};

function takeEvent(event: RankEvent, { ref, view, answers, events }: EventTaker): void {
  switch (event.event) {
    case 'ready':
      return events.onRankState(ref, { state: 'imported', pid: view.process!.pid });
    case 'group':
      return events.onRankState(ref, { state: 'connected', groupRank: event.rank, groupSize: event.size });
    case 'loading': {
      const { event: _event, ...progress } = event;
      return events.onRankState(ref, { state: 'loading', ...progress });
    }
    case 'loaded':
      view.isLoaded = true;
      view.memoryBytes = event.memoryBytes;
      answers.touch();
      return events.onRankState(ref, { state: 'loaded', memoryBytes: event.memoryBytes });
    case 'serving':
      return answers.serveOn(event.port);
    case 'request-end':
      return answers.onRequestEnd(event);
    case 'forgot':
      return events.onLog(
        ref,
        'agent',
        `Dropped what was kept of ${event.prompts} prompts of the session before.`,
      );
    case 'pair':
      // Of a trial of links alone.
      return;
    case 'beat':
      view.lastBeatMs = performance.now();
      return answers.onSteps(event.steps);
    case 'failed':
      view.failure = { phase: event.phase, error: event.error };
      return events.onLog(ref, 'agent', `The rank failed (${event.phase}): ${event.error}`);
  }
}

function prepareCommand(
  { spec, modelPath, engineFlags, folder, program }: MlxRankOptions,
  network: RankNetwork,
  digest: string | null,
): RankCommand {
  const { sessionId, epoch, rank, size } = spec;
  const { fastSynch = false } = spec.settings ?? {};
  const place = { sessionId, epoch, rank, size, network, folder, platform: process.platform };
  const plan = rankEnvironment({ ...place, fastSynch });
  mkdirSync(`${folder}/tmp`, { recursive: true, mode: 0o700 });
  if (plan.networkFile) writeFileSync(plan.networkFile.path, plan.networkFile.text, { mode: 0o600 });
  const flags = [
    '--model',
    modelPath,
    '--backend',
    plan.backend,
    '--rank',
    String(rank),
    '--size',
    String(size),
  ];
  if (spec.parallelism === 'pipeline') flags.push('--pipeline');
  if (digest !== null) flags.push('--digest', digest);
  return {
    command: program.command,
    args: [...program.args, ...flags, ...engineFlags],
    env: plan.env,
    cwd: folder,
  };
}

/** `onPause`: this program itself did not run for a while (sleep, SIGSTOP), so silence proves nothing. */
function watchForStall(look: () => void, onPause: () => void): NodeJS.Timeout {
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - lastMs > WATCH_MS * 4) onPause();
    lastMs = nowMs;
    look();
  }, WATCH_MS);
  return timer;
}

function noteUnstarted(view: View, { message }: Error): void {
  view.ordered ??= { cause: 'prepare_failed', message: `The rank could not be started: ${message}` };
}

function beginAnew(view: View, answers: ReturnType<typeof createAnswers>): void {
  if (view.lastBeatMs !== null) view.lastBeatMs = performance.now();
  answers.touch();
}

const logUntidy = (error: unknown): void => log(`A rank’s folder could not be cleared: ${messageOf(error)}`);

const newView = (): View => ({
  trial: null,
  isTried: false,
  process: null,
  ordered: null,
  failure: null,
  isLoaded: false,
  memoryBytes: undefined,
  wentGo: false,
  lastBeatMs: null,
  lastLines: [],
});
