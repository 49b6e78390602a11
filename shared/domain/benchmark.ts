import { joulesPerToken } from './energy-figures.ts';
import { seededRandom } from './seeded-random.ts';

/*
 * The fixed set of prompts that a benchmark puts to a session. A version is never changed: results of one version are of
 * the same words, in an order of their own for each answer, so that no engine has read any of them before.
 */
export const PROMPT_SET = {
  version: 1,
  promptTokens: [128, 512, 2048, 8192],
  generationTokens: 128,
} as const;
export const MOST_ROUNDS = 10;

/** Words of the two answers before those that count; the engine's counts of them tell how many tokens a word has. */
const WARM_UP_WORDS = [64, 192];
const WARM_UP_TOKENS = 16;
/** Room that a chat's template takes, which no count is known of before. */
const TEMPLATE_TOKENS = 96;

export type BenchmarkStep = {
  /** What is asked for: tokens of the question; null for a warm-up, which is of so many words. */
  promptTokens: number | null;
  words: number | null;
  generationTokens: number;
  /** From 1. */
  round: number;
};
type SkippedLength = { promptTokens: number; reason: string };
type BenchmarkPlan = { steps: BenchmarkStep[]; skipped: SkippedLength[] };

/**
 * What is asked, in order: two warm-ups, then each length so many times. A length that does not fit into the model's
 * context together with its answer is left out, and said.
 */
export function planBenchmark(
  { promptTokens, rounds }: { promptTokens: readonly number[]; rounds: number },
  contextTokens: number | null,
): BenchmarkPlan {
  const { generationTokens } = PROMPT_SET;
  const most = contextTokens === null ? Infinity : contextTokens - generationTokens;
  const wished = [...new Set(promptTokens)].toSorted((a, b) => a - b);
  const skipped = wished
    .filter((it) => it > most)
    .map((it) => ({
      promptTokens: it,
      reason: `${it} tokens in and ${generationTokens} out do not fit into its context of ${contextTokens}.`,
    }));
  const fitting = wished.filter((it) => it <= most);
  if (fitting.length === 0) return { steps: [], skipped };
  const warmUps = WARM_UP_WORDS.filter(
    (it) => it === WARM_UP_WORDS[0] || 2 * it + TEMPLATE_TOKENS <= most,
  ).map((words, index) => ({
    promptTokens: null,
    words,
    generationTokens: WARM_UP_TOKENS,
    round: index + 1,
  }));
  const measured = fitting.flatMap((length) =>
    Array.from({ length: rounds }, (_, index) => ({
      promptTokens: length,
      words: null,
      generationTokens,
      round: index + 1,
    })),
  );
  return { steps: [...warmUps, ...measured], skipped };
}

type CountedPrompt = { words: number; tokens: number };

/**
 * How many words make a question of so many tokens, by the engine's counts of questions of this set: a straight line
 * through the shortest and the longest, or, of one alone, without what the template takes. Never fewer than one.
 */
export function wordsFor(promptTokens: number, counted: readonly CountedPrompt[]): number {
  const known = counted.toSorted((a, b) => a.words - b.words);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return promptTokens;
  const perWord =
    last.words > first.words
      ? (last.tokens - first.tokens) / (last.words - first.words)
      : first.tokens / first.words;
  // An engine that counts oddly must not be asked for a book.
  const sane = Math.min(8, Math.max(0.25, perWord));
  return Math.max(1, Math.round(last.words + (promptTokens - last.tokens) / sane));
}

const WORDS = (
  'time way year work part place case week point hand night room day side kind head house service friend door ' +
  'line end city water street table north river light tree paper stone'
).split(' ');

const TASK =
  '\n\nWrite a long story in plain prose in which these words occur. Do not stop early, do not make a list, and do not think about it first.';

/** The question of so many words: whole rounds through the set's words, each shuffled by the seed, then the task. */
export function benchmarkPrompt(words: number, seed: number): string {
  const random = seededRandom(seed);
  const text: string[] = [];
  while (text.length < words) text.push(...shuffled(WORDS, random));
  return text.slice(0, words).join(' ') + TASK;
}

function shuffled(words: readonly string[], random: () => number): string[] {
  const mixed = [...words];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}

/** One answer of a benchmark, as it was counted. */
export type BenchmarkAnswer = {
  state: string;
  promptTokens: number | null;
  cachedTokens: number | null;
  completionTokens: number;
  timeToFirstTokenMs: number | null;
  decodeMs: number | null;
  energyJoules: number | null;
  /** From when its agent took it until its end. */
  tookMs: number | null;
  /** Another answer of the session was on its way at some moment of it. */
  isShared: boolean;
};
/** Mean, sample standard deviation (null under two), quartiles and median. */
export type Measured = {
  mean: number;
  deviation: number | null;
  low: number;
  median: number;
  high: number;
};
type BenchmarkLength = {
  /** Answers that count: whole, long enough, with the session to themselves. */
  counted: number;
  /** Of the others: those beside other people's answers. */
  shared: number;
  /** As the engine counted them, in the median; null: none counts. */
  promptTokens: number | null;
  completionTokens: number | null;
  /** Tokens of the question that were not read before, over the time to the first token. */
  promptPerSecond: Measured | null;
  /** (tokens − 1) ÷ decode time. */
  generationPerSecond: Measured | null;
  firstTokenMs: number | null;
  /** All Macs of the session while it answered; null: not each answer was measured, or under 30 s of them. */
  watts: number | null;
  joulesPerToken: number | null;
};

/** Fewer tokens than these say little about a rate. */
const LEAST_TOKENS = 16;

/** What the answers of one length come to, or of all lengths, for their energy. */
export function sumLength(answers: readonly BenchmarkAnswer[]): BenchmarkLength {
  const whole = answers.filter(
    (it) =>
      (it.state === 'completed' || it.state === 'length') &&
      it.completionTokens >= LEAST_TOKENS &&
      it.promptTokens !== null &&
      it.promptTokens > 0,
  );
  const own = whole.filter((it) => !it.isShared);
  const firsts = own.flatMap((it) => it.timeToFirstTokenMs ?? []);
  const rates = own.flatMap((it) => (it.decodeMs ? [((it.completionTokens - 1) * 1000) / it.decodeMs] : []));
  const read = own.flatMap((it) => {
    const fresh = it.promptTokens! - (it.cachedTokens ?? 0);
    return it.timeToFirstTokenMs && fresh > 0 ? [(fresh * 1000) / it.timeToFirstTokenMs] : [];
  });
  const isMeasured =
    own.length > 0 && own.every((it) => it.energyJoules !== null && it.tookMs !== null && it.tookMs > 0);
  const joules = isMeasured ? own.reduce((sum, it) => sum + it.energyJoules!, 0) : null;
  const tookMs = own.reduce((sum, it) => sum + (it.tookMs ?? 0), 0);
  const tokens = own.reduce((sum, it) => sum + it.completionTokens, 0);
  const perToken = joulesPerToken(joules, tokens, tookMs);
  return {
    counted: own.length,
    shared: whole.length - own.length,
    promptTokens: medianOf(own.map((it) => it.promptTokens!)),
    completionTokens: medianOf(own.map((it) => it.completionTokens)),
    promptPerSecond: measuredOf(read),
    generationPerSecond: measuredOf(rates),
    firstTokenMs: medianOf(firsts),
    watts: perToken === null ? null : (perToken * tokens * 1000) / tookMs,
    joulesPerToken: perToken,
  };
}

/** Between its neighbours where the place is between two, as SQL's `percentile_cont`. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place % 1);
}

const medianOf = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : quantile(
        values.toSorted((a, b) => a - b),
        0.5,
      );

export function measuredOf(values: readonly number[]): Measured | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, it) => sum + it, 0) / values.length;
  const squares = values.reduce((sum, it) => sum + (it - mean) ** 2, 0);
  return {
    mean,
    deviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
    low: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.75),
  };
}
