import { addNewest } from '@/shared/domain/newest.ts';
import { Note } from '@/shared/schemas/bounds.ts';
import type { Usage } from '@/shared/schemas/chat.ts';
import { type Answer, createPump, newAnswer } from './answer-pump.ts';
import { isWords, MOST_STEP_CHARACTERS } from './answer-text.ts';
import { clampMs, clipTokens } from './bounded.ts';
import type { AnswerRecord, Journal } from './journal.ts';
import { NO_USAGE } from './no-usage.ts';
import type { PortalClock } from './portal-clock.ts';
import type { PortalLink } from './portal-link.ts';
import type { AnswerEnd, AnswerPart, PrefillProgress, RankRef } from './runtime/runtime.ts';

/*
 * Answers on their way to the portal, without loss and without repeats: steps are numbered here and kept until the
 * portal has stored them (`answer-pump.ts` sends them); the end follows when everything is stored.
 */
/** How often the position of an answer is noted for whoever starts after a crash. */
const NOTE_MS = 1000;
const MAX_HELD_CHARACTERS = 8 * 1024 * 1024;
const PREFILL_MS = 250;
const KEPT_IDS = 2000;

const OVERFLOW = 'The portal could not be reached for so long that the answer was ended. Ask again.';
/** What a measured time can be at most. */
const LONGEST_MS = 24 * 3_600_000;

export type AnswerOutboxOptions = {
  link: PortalLink;
  journal: Pick<Journal, 'write'>;
  clock: Pick<PortalClock, 'now'>;
  /** Too much is waiting, or the portal refuses it: the answer has to end. */
  onBroken(ref: { sessionId: string; epoch: number }, generationId: string): void;
};

export function createAnswerOutbox({ link, journal, clock, onBroken }: AnswerOutboxOptions) {
  const answers = new Map<string, Answer>();
  const known = new Set<string>();
  /** Stops of answers that have not been asked yet. */
  const stoppedBefore = new Set<string>();

  const pump = createPump(link, {
    isOpen: (answer) => answers.get(answer.generationId) === answer,
    onDone(answer) {
      answers.delete(answer.generationId);
      journal.write({ type: 'answer-ended', generationId: answer.generationId });
    },
    onBroken: (answer) => onBroken(answer.fence, answer.generationId),
  });
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
    const { brokenBy } = answer;
    if (brokenBy === null) for (const part of answer.gate.end()) hold(answer, part, clock.now());
    const told = brokenBy === null ? end : { ...end, state: 'interrupted' as const, message: brokenBy };
    const message = told.message && Note.parse(told.message);
    answer.end = { ...told, message, usage: clipUsage(told.usage), at: clock.now().toISOString() };
    pump.now(answer);
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
    /** How far a question has been read: told to whoever looks at this moment, a few times a second at most. */
    prefill(generationId: string, progress: PrefillProgress): void {
      const answer = answers.get(generationId);
      const nowMs = performance.now();
      if (!answer || answer.end !== null || nowMs - answer.prefillMs < PREFILL_MS) return;
      // Read to its end: the first word comes now, and says so itself.
      if (progress.done >= progress.total) return;
      answer.prefillMs = nowMs;
      link.tell('generation:prefill', { ...answer.fence, generationId, ...progress });
    },
    firstToken(generationId: string, afterMs: number): void {
      const answer = answers.get(generationId);
      if (answer) answer.timeToFirstTokenMs = clipMs(afterMs);
    },
    push(generationId: string, part: AnswerPart): void {
      const answer = answers.get(generationId);
      if (!answer || answer.end !== null || answer.brokenBy !== null) return;
      for (const piece of answer.gate.add(part)) hold(answer, piece, clock.now());
      if (performance.now() - answer.notedMs > NOTE_MS) note(answer, part.completionTokens);
      if (answer.heldCharacters > MAX_HELD_CHARACTERS) {
        answer.brokenBy = OVERFLOW;
        onBroken(answer.fence, generationId);
      }
      pump.soon(answer);
    },
    end(generationId: string, end: AnswerEnd): void {
      const answer = answers.get(generationId);
      if (answer && answer.end === null) finish(answer, end);
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
      for (const answer of answers.values()) pump.soon(answer);
    },
    isEmpty: (): boolean => answers.size === 0,
  };
}

const clipUsage = (usage: Usage): Usage => ({
  promptTokens: clipTokens(usage.promptTokens),
  cachedTokens: clipTokens(usage.cachedTokens),
  completionTokens: clipTokens(usage.completionTokens),
  timeToFirstTokenMs: clipMs(usage.timeToFirstTokenMs),
  decodeMs: clipMs(usage.decodeMs),
});
const clipMs = (ms: number | null): number | null => (ms === null ? null : clampMs(ms, 0, LONGEST_MS));

/**
 * Words that wait together leave as one step: fewer messages, rows and frames for the same text. A step that has left
 * once stays as it is, for the portal may have stored it.
 */
function hold(answer: Answer, part: AnswerPart, at: Date): void {
  const last = answer.held.at(-1);
  const isOpen = last && last.seq > answer.sentSeq && last.kind === part.kind && isWords(part);
  if (isOpen && last.text.length + part.text.length <= MOST_STEP_CHARACTERS) {
    Object.assign(last, { text: last.text + part.text, completionTokens: part.completionTokens, at });
  } else answer.held.push({ ...part, seq: answer.nextSeq++, at });
  answer.heldCharacters += part.text.length;
}
