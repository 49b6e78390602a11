import type { Prompt } from '../protocol/agent.ts';
import type { CanaryRule, ProofAnswer, ProvedAnswer, SessionProof } from '../schemas/session-start.ts';
import { clipText } from './clip-text.ts';
import { roundingOf } from './engine-settings.ts';
import { seededRandom } from './seeded-random.ts';

/*
 * The lab's own questions to a model, each with its one right continuation: what the same files answered before. Sharding
 * that computes wrongly shows first in long prompts, so one is longer than 4 k tokens where the model takes it.
 */

/** Whether a session over so many machines is to be asked. */
/** Which sessions a rule asks, for people. */
export const CANARY_WORDS: Record<CanaryRule, string> = {
  off: 'no session',
  several: 'sessions of several Macs',
  always: 'every session',
};

export const asksFor = (rule: CanaryRule, size: number): boolean =>
  rule === 'always' || (rule === 'several' && size > 1);

const SHORT = 'The days of the week are Monday, Tuesday, Wednesday,';
const ANSWER_TOKENS = 32;
/** Each word is one token at least; by the letter, with its space, it is six at most. */
const LONG_WORDS = 4200;
const MOST_TOKENS_PER_WORD = 6;
/** Where that many don't fit: a small model is mostly for trying, and is not to be waited for. */
const SMALL_WORDS = 120;
const WORDS =
  'amber birch cedar delta ember fjord grove heron inlet jetty knoll larch maple north ocean perch quail ridge shore thyme umber vapor wheat yield'.split(
    ' ',
  );

/** The prompts for a model of this context, in tokens (null: not known). An id names its text for good. */
export function canaryPrompts(contextTokens: number | null): Prompt[] {
  const short: Prompt = { id: 'short-1', text: SHORT, maxTokens: ANSWER_TOKENS };
  const room = Math.floor(((contextTokens ?? 0) - 2 * ANSWER_TOKENS) / MOST_TOKENS_PER_WORD);
  const isLong = (contextTokens ?? 0) >= LONG_WORDS * 1.8;
  const words = isLong ? LONG_WORDS : Math.min(SMALL_WORDS, room);
  // Hardly more than the short one tells nothing more.
  if (words < 64) return [short];
  return [short, { id: `long-1-${words}`, text: longText(words), maxTokens: ANSWER_TOKENS }];
}

function longText(words: number): string {
  const random = seededRandom(41);
  const picked = Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]!);
  return picked.join(' ');
}

/** Under what an answer is known: the files, and settings by which the same files round otherwise. */
export const answersKeyOf = (session: { modelFingerprint: string; engineSettings: string }): string =>
  session.modelFingerprint + roundingOf(session.engineSettings);

export type Known = {
  promptId: string;
  text: string;
  learnedAt: Date;
  ranks: number;
  machineNames: string[];
  mlx: string | null;
};
const HEAD = 200;

/** What a session answered, beside what is known of its model. An answer that nothing is known of is to be kept. */
export function judgeAnswers(
  answers: readonly ProofAnswer[],
  known: readonly Known[],
  now: Date,
): SessionProof {
  const judged = answers.map((answer): ProvedAnswer => {
    const before = known.find((it) => it.promptId === answer.promptId) ?? null;
    const { promptId, promptTokens, tookMs, message, text } = answer;
    return {
      promptId,
      promptTokens,
      tookMs,
      message,
      verdict:
        text === null ? 'unknown' : before === null ? 'learned' : before.text === text ? 'equal' : 'differs',
      head: text === null ? null : clipText(text, HEAD),
      knownHead: before && clipText(before.text, HEAD),
      known: before && {
        learnedAt: before.learnedAt,
        ranks: before.ranks,
        machineNames: before.machineNames,
        mlx: before.mlx,
      },
    };
  });
  return { at: now, verdict: verdictOf(judged), answers: judged, servedBy: null };
}

/** The worst of them; nothing answered is nothing known. */
function verdictOf(answers: readonly ProvedAnswer[]): SessionProof['verdict'] {
  const worst = (['differs', 'unknown', 'learned', 'equal'] as const).find((verdict) =>
    answers.some((it) => it.verdict === verdict),
  );
  return worst ?? 'unknown';
}
