import type { GenerationDelta, Usage } from '@/shared/schemas/chat.ts';
import { RemoteError } from '@/shared/protocol/request.ts';
import type { AnswerRecord, Journal } from './journal.ts';
import { log, messageOf } from './log.ts';
import { addNewest } from './newest.ts';
import type { PortalClock } from './portal-clock.ts';
import { isPassing, type PortalLink } from './portal-link.ts';
import type { AnswerEnd, AnswerPart, RankRef } from './runtime/runtime.ts';

/*
 * Answers on their way to the portal, without loss and without repeats: steps are numbered here, kept until the
 * portal has stored them, and sent again from there after a break; the end follows when everything is stored. The
 * first steps leave at once, later ones are gathered for a moment.
 */
type Answer = {
  fence: { sessionId: string; epoch: number };
  generationId: string;
  held: GenerationDelta[];
  heldCharacters: number;
  nextSeq: number;
  storedSeq: number;
  isSending: boolean;
  lastSentMs: number;
  notedMs: number;
  timer: NodeJS.Timeout | undefined;
  end: (AnswerEnd & { at: string }) | null;
  endRefusals: number;
  isOverflowing: boolean;
};

const AT_ONCE = 4;
const GATHER_MS = 80;
const MAX_BATCH = 500;
const MAX_BATCH_CHARACTERS = 200_000;
const MAX_HELD_CHARACTERS = 8 * 1024 * 1024;
const RETRY_MS = 500;
/** How often the position of an answer is noted for whoever starts after a crash. */
const NOTE_MS = 1000;
const MAX_END_REFUSALS = 20;
const KEPT_IDS = 2000;

const NO_USAGE: Usage = {
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  timeToFirstTokenMs: null,
  decodeMs: null,
};
const OVERFLOW = 'The portal could not be reached for so long that the answer was ended. Ask again.';

export type AnswerOutboxOptions = {
  link: PortalLink;
  journal: Pick<Journal, 'write'>;
  clock: Pick<PortalClock, 'now'>;
  /** Too much is waiting: the answer has to end. */
  onOverflow(ref: { sessionId: string; epoch: number }, generationId: string): void;
};

export function createAnswerOutbox({ link, journal, clock, onOverflow }: AnswerOutboxOptions) {
  const answers = new Map<string, Answer>();
  const known = new Set<string>();
  /** Stops of answers that have not been asked yet. */
  const stoppedBefore = new Set<string>();

  const later = (answer: Answer, ms: number): void => {
    answer.timer ??= setTimeout(() => {
      answer.timer = undefined;
      void pump(answer);
    }, ms);
  };
  const forget = (answer: Answer): void => {
    clearTimeout(answer.timer);
    answers.delete(answer.generationId);
    journal.write({ type: 'answer-ended', generationId: answer.generationId });
  };

  const pump = async (answer: Answer): Promise<void> => {
    if (answer.isSending || !link.isReady() || !answers.has(answer.generationId)) return;
    const isGathering = answer.nextSeq - 1 > AT_ONCE && answer.end === null;
    const waitMs = isGathering ? GATHER_MS - (performance.now() - answer.lastSentMs) : 0;
    if (answer.held.length > 0 && waitMs > 0) return later(answer, waitMs);
    answer.isSending = true;
    try {
      if (answer.held.length > 0) {
        const isMoving = await sendSteps(answer, link);
        if (!isMoving) later(answer, RETRY_MS);
      } else if (answer.end) {
        const isTaken = await sendEnd(answer, answer.end, link);
        if (isTaken) forget(answer);
        else later(answer, RETRY_MS);
      }
    } catch (error) {
      if (!isPassing(error)) {
        log(`The portal does not take answer ${answer.generationId}: ${messageOf(error)}`);
        forget(answer);
      } else later(answer, RETRY_MS);
    } finally {
      answer.isSending = false;
    }
    if (answers.has(answer.generationId) && (answer.held.length > 0 || answer.end) && !answer.timer)
      void pump(answer);
  };

  const open = (fence: Answer['fence'], generationId: string, storedSeq: number): Answer => {
    const answer = newAnswer(fence, generationId, storedSeq);
    addNewest(known, generationId, KEPT_IDS);
    answers.set(generationId, answer);
    return answer;
  };

  const note = (answer: Answer, completionTokens: number): void => {
    const { fence, generationId, storedSeq } = answer;
    answer.notedMs = performance.now();
    journal.write({ type: 'answer', ...fence, generationId, storedSeq, completionTokens });
  };
  const finish = (answer: Answer, end: AnswerEnd): void => {
    const told = answer.isOverflowing ? { ...end, state: 'interrupted' as const, message: OVERFLOW } : end;
    answer.end = { ...told, at: clock.now().toISOString() };
    clearTimeout(answer.timer);
    answer.timer = undefined;
    void pump(answer);
  };

  return {
    /** Whether it is to be begun: not when it was asked before, nor when its stop came first, which ends it at once. */
    start({ sessionId, epoch }: RankRef, generationId: string): boolean {
      if (known.has(generationId)) return false;
      const answer = open({ sessionId, epoch }, generationId, 0);
      note(answer, 0);
      if (!stoppedBefore.delete(generationId)) return true;
      finish(answer, { state: 'stopped', usage: NO_USAGE, message: null });
      return false;
    },
    /** Remembers the stop of an answer that has not been asked yet: the two may overtake each other. */
    stop(generationId: string): void {
      if (!known.has(generationId)) addNewest(stoppedBefore, generationId, KEPT_IDS);
    },
    push(generationId: string, part: AnswerPart): void {
      const answer = answers.get(generationId);
      if (!answer || answer.isOverflowing) return;
      answer.held.push({ ...part, seq: answer.nextSeq++, at: clock.now() });
      answer.heldCharacters += part.text.length;
      if (performance.now() - answer.notedMs > NOTE_MS) note(answer, part.completionTokens);
      if (answer.heldCharacters > MAX_HELD_CHARACTERS) {
        answer.isOverflowing = true;
        onOverflow(answer.fence, generationId);
      }
      void pump(answer);
    },
    end(generationId: string, end: AnswerEnd): void {
      const answer = answers.get(generationId);
      if (answer) finish(answer, end);
    },
    /** Answers that were running when the agent before this one ended: told as interrupted, with what is known. */
    restore(records: AnswerRecord[]): void {
      for (const { sessionId, epoch, generationId, storedSeq, completionTokens } of records) {
        const usage = { ...NO_USAGE, completionTokens };
        const message = 'The agent was restarted in the middle of the answer. Start a session and ask again.';
        const answer = open({ sessionId, epoch }, generationId, storedSeq);
        answer.end = { state: 'interrupted', usage, message, at: clock.now().toISOString() };
      }
    },
    flush(): void {
      for (const answer of answers.values()) void pump(answer);
    },
    isEmpty: (): boolean => answers.size === 0,
  };
}

function newAnswer(fence: Answer['fence'], generationId: string, storedSeq: number): Answer {
  return {
    fence,
    generationId,
    held: [],
    heldCharacters: 0,
    nextSeq: storedSeq + 1,
    storedSeq,
    isSending: false,
    lastSentMs: 0,
    notedMs: 0,
    timer: undefined,
    end: null,
    endRefusals: 0,
    isOverflowing: false,
  };
}

/** False when the portal has stored nothing of it. */
async function sendSteps(answer: Answer, link: PortalLink): Promise<boolean> {
  const deltas = nextBatch(answer.held);
  const { fence, generationId } = answer;
  answer.lastSentMs = performance.now();
  const { storedSeq } = await link.ask('generation:deltas', { ...fence, generationId, deltas });
  const before = answer.storedSeq;
  answer.storedSeq = Math.max(before, storedSeq);
  const rest = answer.held.findIndex((it) => it.seq > answer.storedSeq);
  const stored = answer.held.splice(0, rest === -1 ? answer.held.length : rest);
  for (const it of stored) answer.heldCharacters -= it.text.length;
  return answer.storedSeq > before;
}

/** False when the portal still misses steps; it is asked a few times, for they may be on their way. */
async function sendEnd(answer: Answer, end: NonNullable<Answer['end']>, link: PortalLink): Promise<boolean> {
  const { fence, generationId } = answer;
  try {
    await link.ask('generation:end', { ...fence, generationId, lastSeq: answer.storedSeq, ...end });
    return true;
  } catch (error) {
    const isMissingSteps = error instanceof RemoteError && error.code === 'PRECONDITION_FAILED';
    answer.endRefusals += 1;
    if (!isMissingSteps || answer.endRefusals > MAX_END_REFUSALS) throw error;
    return false;
  }
}

function nextBatch(held: readonly GenerationDelta[]): GenerationDelta[] {
  let characters = 0;
  let count = 0;
  for (const delta of held) {
    characters += delta.text.length;
    if (count === MAX_BATCH || (count > 0 && characters > MAX_BATCH_CHARACTERS)) break;
    count += 1;
  }
  return held.slice(0, count);
}
