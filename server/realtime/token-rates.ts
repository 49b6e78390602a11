import { setNewest } from '@/shared/domain/newest.ts';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';

/** Rates are told over this window, so that one gathered flush is not a spike. */
const WINDOW_MS = 3000;
/** Answers that never ended here (their agent went elsewhere) must not be kept for ever. */
const MOST_ANSWERS = 2000;

type Mark = { atMs: number; tokens: number };
export type TokenRate = { sessionId: string; tokensPerSecond: number };

/**
 * Tokens a second of each session, over the answers that are stored. Of an answer whose beginning was not seen here
 * (the portal has just started) only what follows counts: its past is not this moment's rate.
 */
export function createTokenRates() {
  const answers = new Map<string, number>();
  const sessions = new Map<string, Mark[]>();
  return {
    isIdle: (): boolean => sessions.size === 0,
    add(
      sessionId: string,
      generationId: string,
      deltas: readonly Pick<GenerationDelta, 'seq' | 'completionTokens'>[],
      atMs: number,
    ): void {
      const [first, last] = [deltas[0], deltas.at(-1)];
      if (!first || !last) return;
      const before = answers.get(generationId) ?? (first.seq === 1 ? 0 : first.completionTokens);
      setNewest(answers, generationId, Math.max(before, last.completionTokens), MOST_ANSWERS);
      const mark = { atMs, tokens: Math.max(0, last.completionTokens - before) };
      const marks = sessions.get(sessionId);
      if (marks) marks.push(mark);
      else sessions.set(sessionId, [mark]);
    },
    end: (generationId: string): void => void answers.delete(generationId),
    /** Of each session that makes tokens; a zero once, when one has ceased. Called each second, it forgets what is older. */
    take(nowMs: number): TokenRate[] {
      return [...sessions].map(([sessionId, marks]) => {
        const recent = marks.filter((it) => it.atMs > nowMs - WINDOW_MS);
        const tokens = recent.reduce((sum, it) => sum + it.tokens, 0);
        if (recent.length === 0) sessions.delete(sessionId);
        else sessions.set(sessionId, recent);
        return { sessionId, tokensPerSecond: tokens / (WINDOW_MS / 1000) };
      });
    },
  };
}
