import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { RemoteError } from '@/shared/protocol/request.ts';
import { createTextGate } from './answer-text.ts';
import { takeFitting } from './bounded.ts';
import { log, messageOf } from './log.ts';
import { NO_USAGE } from './no-usage.ts';
import { isPassing, isRefusal, type PortalLink } from './portal-link.ts';
import type { AnswerEnd } from './runtime/runtime.ts';

/** One answer on its way: what the portal has not stored yet, and its end once that is known. */
export type Answer = {
  fence: { sessionId: string; epoch: number };
  generationId: string;
  gate: ReturnType<typeof createTextGate>;
  held: GenerationDelta[];
  heldCharacters: number;
  nextSeq: number;
  /** The last step that has left, whether or not it arrived. */
  sentSeq: number;
  storedSeq: number;
  isSending: boolean;
  sentBatches: number;
  lastSentMs: number;
  notedMs: number;
  /** When the portal was last told how far the question has been read. */
  prefillMs: number;
  timeToFirstTokenMs: number | null;
  timer: NodeJS.Timeout | undefined;
  end: (AnswerEnd & { at: string }) | null;
  endRefusals: number;
  /** Told with as little as can be, for the whole of it was refused. */
  isEndBare: boolean;
  /** Why it can't go on, for people; nothing more of it is taken. */
  brokenBy: string | null;
};

/** The first words leave at once, for a reader waits; later ones are gathered, the first of them for a shorter while. */
const FIRST_BATCHES = 3;
const FIRST_GATHER_MS = 40;
const GATHER_MS = 120;
const MAX_BATCH = 500;
const RETRY_MS = 500;
const MAX_END_REFUSALS = 20;

const REFUSED = 'The portal did not take what the model said, so the answer was ended. Ask again.';
const LOST = 'The portal has lost a part of this answer. Ask again.';

type Owner = {
  isOpen(answer: Answer): boolean;
  /** The portal has all of it, or will not have it. */
  onDone(answer: Answer): void;
  /** The portal refuses what it says: the answer has to end. */
  onBroken(answer: Answer): void;
};

/** Sends what is held, one batch after the other, and sends again what was not stored; then the end. */
export function createPump(link: PortalLink, owner: Owner) {
  const later = (answer: Answer, ms: number): void => {
    answer.timer ??= setTimeout(() => {
      answer.timer = undefined;
      void pump(answer);
    }, ms);
  };
  const done = (answer: Answer): void => {
    clearTimeout(answer.timer);
    owner.onDone(answer);
  };
  const send = async (answer: Answer): Promise<void> => {
    const hasSteps = answer.held.length > 0;
    try {
      if (hasSteps) {
        const isMoving = await sendSteps(answer, link);
        if (!isMoving) later(answer, RETRY_MS);
      } else if (answer.end) {
        const isTaken = await sendEnd(answer, answer.end, link);
        if (isTaken) done(answer);
        else later(answer, RETRY_MS);
      }
    } catch (error) {
      if (isPassing(error)) return later(answer, RETRY_MS);
      log(`The portal does not take answer ${answer.generationId}: ${messageOf(error)}`);
      const isRunning = answer.end === null;
      if (!isRefusal(error) || answer.isEndBare) done(answer);
      else if (hasSteps) dropSteps(answer);
      else bareEnd(answer, { usage: NO_USAGE, message: REFUSED });
      if (isRunning) owner.onBroken(answer);
    }
  };
  const pump = async (answer: Answer): Promise<void> => {
    while (!answer.isSending && link.isReady() && owner.isOpen(answer)) {
      const waitMs = answer.end === null ? gatherMs(answer) - (performance.now() - answer.lastSentMs) : 0;
      if (answer.held.length > 0 && waitMs > 0) return later(answer, waitMs);
      if (answer.held.length === 0 && answer.end === null) return;
      answer.isSending = true;
      await send(answer);
      answer.isSending = false;
      if (answer.timer) return;
    }
  };
  return {
    soon: (answer: Answer): void => void pump(answer),
    /** Without waiting for what was to be gathered. */
    now(answer: Answer): void {
      clearTimeout(answer.timer);
      answer.timer = undefined;
      void pump(answer);
    },
  };
}

const gatherMs = ({ sentBatches }: Answer): number =>
  sentBatches === 0 ? 0 : sentBatches < FIRST_BATCHES ? FIRST_GATHER_MS : GATHER_MS;

export function newAnswer(fence: Answer['fence'], generationId: string, storedSeq: number): Answer {
  return {
    fence,
    generationId,
    gate: createTextGate(),
    held: [],
    heldCharacters: 0,
    nextSeq: storedSeq + 1,
    sentSeq: storedSeq,
    storedSeq,
    isSending: false,
    sentBatches: 0,
    lastSentMs: 0,
    notedMs: 0,
    prefillMs: -Infinity,
    timeToFirstTokenMs: null,
    timer: undefined,
    end: null,
    endRefusals: 0,
    isEndBare: false,
    brokenBy: null,
  };
}

/** False when the portal has stored nothing of it. */
async function sendSteps(answer: Answer, link: PortalLink): Promise<boolean> {
  const deltas = takeFitting(answer.held, MAX_BATCH);
  const { fence, generationId, timeToFirstTokenMs } = answer;
  answer.lastSentMs = performance.now();
  answer.sentBatches += 1;
  answer.sentSeq = Math.max(answer.sentSeq, deltas.at(-1)!.seq);
  const { storedSeq } = await link.ask('generation:deltas', {
    ...fence,
    generationId,
    deltas,
    ...(timeToFirstTokenMs !== null && { timeToFirstTokenMs }),
  });
  const before = answer.storedSeq;
  answer.storedSeq = Math.max(before, Math.min(storedSeq, answer.sentSeq));
  const rest = answer.held.findIndex((it) => it.seq > answer.storedSeq);
  const stored = answer.held.splice(0, rest === -1 ? answer.held.length : rest);
  for (const it of stored) answer.heldCharacters -= it.text.length;
  return answer.storedSeq > before;
}

/** What is refused is not sent again: the answer ends with what is stored. */
function dropSteps(answer: Answer): void {
  answer.brokenBy = REFUSED;
  answer.held = [];
  answer.heldCharacters = 0;
  if (answer.end) answer.end = { ...answer.end, state: 'interrupted', message: REFUSED };
}

/** With so little that it can't be refused, so that the answer does not stay open at the portal. */
function bareEnd(answer: Answer, told: Partial<AnswerEnd>): void {
  answer.end = { ...answer.end!, ...told, state: 'interrupted' };
  answer.isEndBare = true;
}

/** False when the portal still misses steps; it is asked a few times, for they may be on their way. */
async function sendEnd(answer: Answer, end: NonNullable<Answer['end']>, link: PortalLink): Promise<boolean> {
  const { fence, generationId, isEndBare } = answer;
  const lastSeq = isEndBare ? 0 : answer.storedSeq;
  try {
    await link.ask('generation:end', { ...fence, generationId, lastSeq, ...end });
    return true;
  } catch (error) {
    const isMissingSteps = error instanceof RemoteError && error.code === 'PRECONDITION_FAILED';
    if (!isMissingSteps || isEndBare) throw error;
    answer.endRefusals += 1;
    if (answer.endRefusals > MAX_END_REFUSALS) bareEnd(answer, { message: LOST });
    return false;
  }
}
