import { addNewest } from '@/shared/domain/newest.ts';
import { NO_USAGE } from '../../no-usage.ts';
import type { Prompt } from '@/shared/protocol/agent.ts';
import type { ProofAnswer } from '@/shared/schemas/session-start.ts';
import type { AnswerEnd, AnswerPart, PrefillProgress, Question, RankRef, RuntimeEvents } from '../runtime.ts';
import { askRank, type RankEndpoint } from './ask-rank.ts';
import { completeText } from './complete-text.ts';
import type { RequestEnd } from './rank-events.ts';

type Options = { ref: RankRef; key: string; events: RuntimeEvents; isServing(): boolean };
const holderOf = ({ sessionId, epoch }: RankRef): string => `${sessionId}.${epoch}`;
type Running = {
  stop(): void;
  /** Settles once the end has been told. */
  ended: Promise<void>;
  hasToken: boolean;
  promptTokens: number;
};

/** Rank 0 tells its count right after the stream's end; a rank that dies tells nothing. */
const COUNT_WAIT_MS = 3000;
const WARM_UP = 'warm-up';
const KEPT_IDS = 2000;
const NOT_LOADED: AnswerEnd = {
  state: 'error',
  usage: NO_USAGE,
  message: 'The model is not loaded yet.',
};
const CHARACTERS_PER_TOKEN = 3;

const guessTokens = ({ messages }: Question): number =>
  Math.ceil(messages.reduce((sum, message) => sum + message.content.length, 0) / CHARACTERS_PER_TOKEN);

/** What is asked for one session is told as that session's, whoever holds the rank by then. */
const handlersOf = (events: RuntimeEvents, ref: RankRef, generationId: string) => ({
  onPart: (part: AnswerPart) => events.onAnswerPart(ref, generationId, part),
  onPrefill: (progress: PrefillProgress) => events.onPrefill?.(ref, generationId, progress),
  onFirstToken: (afterMs: number) => events.onFirstToken?.(ref, generationId, afterMs),
  onEnd: (end: AnswerEnd) => events.onAnswerEnd(ref, generationId, end),
});

/** Rank 0's own count of each request, which arrives beside the answer. */
function createCounts() {
  const waiting = new Map<string, (end: RequestEnd | null) => void>();
  const settle = (requestId: string, end: RequestEnd | null): void => {
    waiting.get(requestId)?.(end);
    waiting.delete(requestId);
  };
  return {
    expect(requestId: string): Promise<RequestEnd | null> {
      const { promise, resolve } = Promise.withResolvers<RequestEnd | null>();
      waiting.set(requestId, resolve);
      return promise;
    },
    settle,
    giveUp(): void {
      for (const requestId of waiting.keys()) settle(requestId, null);
    },
  };
}

/** When the rank last made a step: read from its stream, or from the count in its heartbeat. */
function createStepClock() {
  let lastStepMs = performance.now();
  let lastSteps = 0;
  const touch = (): void => {
    lastStepMs = performance.now();
  };
  return {
    touch,
    onSteps(steps: number): void {
      if (steps !== lastSteps) touch();
      lastSteps = steps;
    },
    lastStepMs: () => lastStepMs,
  };
}

/** The answers rank 0 is giving: asking, counting, stopping, and what the watchdog needs to know of them. */
export function createAnswers({ ref: first, key, events, isServing }: Options) {
  /** Of the session that holds it now. */
  let ref = first;
  const running = new Map<string, Running>();
  /** Ids started, so that a repeated start changes nothing. */
  const known = new Set<string>();
  const counts = createCounts();
  let endpoint: RankEndpoint | null = null;
  let onEndpoint: (() => void) | null = null;
  const clock = createStepClock();

  const run = (
    question: Question,
    requestId: string,
    handlers: Pick<Parameters<typeof askRank>[3], 'onPart' | 'onEnd' | 'onFirstToken'> & {
      onPrefill?(progress: PrefillProgress): void;
    },
  ): void => {
    const count = counts.expect(requestId);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    if (running.size === 0) clock.touch();
    const asked = askRank(endpoint!, question, requestId, {
      onPart(part) {
        clock.touch();
        const own = running.get(requestId);
        if (own) own.hasToken = true;
        handlers.onPart(part);
      },
      onPrefill(progress) {
        clock.touch();
        if (progress) handlers.onPrefill?.(progress);
      },
      onFirstToken: (afterMs) => handlers.onFirstToken?.(afterMs),
      counted() {
        const timer = setTimeout(() => counts.settle(requestId, null), COUNT_WAIT_MS);
        return count.finally(() => clearTimeout(timer));
      },
      onEnd(end) {
        running.delete(requestId);
        handlers.onEnd(end);
        resolve();
      },
    });
    running.set(requestId, { stop: asked.stop, ended, hasToken: false, promptTokens: guessTokens(question) });
  };

  const askOneToken = (onReady: (tookMs: number) => void): void => {
    const startedMs = performance.now();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    run({ generationId: WARM_UP, messages, settings: { temperature: 0 }, maxTokens: 1 }, WARM_UP, {
      onPart: () => {},
      onEnd(end) {
        if (end.usage.completionTokens > 0) return onReady(performance.now() - startedMs);
        known.delete(WARM_UP);
        events.onLog(ref, 'agent', `The warm-up question got no token: ${end.message ?? end.state}.`);
      },
    });
  };

  const prove = createProver({ running, clock, endpoint: () => (isServing() ? endpoint : null) });

  return {
    prove,
    serveOn(port: number): void {
      endpoint = { port, key, holder: holderOf(ref) };
      onEndpoint?.();
      onEndpoint = null;
    },
    touch: clock.touch,
    isIdle: (): boolean => running.size === 0,
    /** From here on it answers for another session, which warms it up anew. */
    handOver(to: RankRef): void {
      ref = to;
      known.clear();
      if (endpoint !== null) endpoint = { ...endpoint, holder: holderOf(to) };
    },
    onRequestEnd: (end: RequestEnd): void => counts.settle(end.requestId, end),
    onSteps: clock.onSteps,
    start(question: Question): void {
      const { generationId } = question;
      if (known.has(generationId)) return;
      addNewest(known, generationId, KEPT_IDS);
      if (endpoint === null || !isServing()) return events.onAnswerEnd(ref, generationId, NOT_LOADED);
      run(question, generationId, handlersOf(events, ref, generationId));
    },
    stop: (generationId: string): void => running.get(generationId)?.stop(),
    warmUp(onReady: (tookMs: number) => void): void {
      if (known.has(WARM_UP)) return;
      known.add(WARM_UP);
      // A small model can be loaded before the rank's port is open.
      if (endpoint === null) onEndpoint = () => askOneToken(onReady);
      else askOneToken(onReady);
    },
    /** The rank is gone: no count will come any more. */
    async endAll(): Promise<void> {
      counts.giveUp();
      await Promise.all([...running.values()].map((it) => it.ended));
    },
    watchView(): { lastStepMs: number | null; prefillTokens: number | null } {
      const waiting = [...running.values()].filter((it) => !it.hasToken);
      return {
        lastStepMs: running.size === 0 ? null : clock.lastStepMs(),
        prefillTokens: waiting.length === 0 ? null : Math.max(...waiting.map((it) => it.promptTokens)),
      };
    },
  };
}

type ProverParts = {
  running: Map<string, Running>;
  clock: ReturnType<typeof createStepClock>;
  /** Null while it can't be asked. */
  endpoint(): RankEndpoint | null;
};

/** Asks the lab's prompts, one after the other; a repeated wish while they are asked changes nothing. */
function createProver({ running, clock, endpoint }: ProverParts) {
  let isProving = false;
  /** Watched like an answer: a rank that hangs over it is ended. */
  const goOnWith = async (at: RankEndpoint, { id, text, maxTokens }: Prompt): Promise<ProofAnswer> => {
    const requestId = `prove-${id}`;
    if (running.size === 0) clock.touch();
    const startedMs = performance.now();
    const asked = completeText(at, { text, maxTokens }, requestId);
    running.set(requestId, {
      stop: asked.stop,
      ended: asked.done.then(() => {}),
      hasToken: false,
      promptTokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN),
    });
    const { text: told, promptTokens, failure } = await asked.done;
    running.delete(requestId);
    return {
      promptId: id,
      text: told,
      promptTokens,
      tookMs: performance.now() - startedMs,
      message: failure,
    };
  };
  return (prompts: readonly Prompt[], onProved: (proof: ProofAnswer[]) => void): void => {
    const at = endpoint();
    if (isProving || at === null) return;
    isProving = true;
    const askAll = async (): Promise<ProofAnswer[]> => {
      const proof: ProofAnswer[] = [];
      for (const prompt of prompts) proof.push(await goOnWith(at, prompt));
      return proof;
    };
    void askAll().then((proof) => {
      isProving = false;
      onProved(proof);
    });
  };
}
