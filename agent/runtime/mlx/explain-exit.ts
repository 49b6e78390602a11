import { findTellingLine, readFailureLine } from '@/shared/domain/failure-lines.ts';
import type { ExitCause } from '../runtime.ts';

export type RankEnding = {
  /** The agent ended it, and why. */
  ordered: { cause: ExitCause; message: string } | null;
  /** What the rank itself said before it went. */
  failure: { phase: 'connect' | 'load' | 'generate'; error: string } | null;
  isLoaded: boolean;
  exitCode: number | null;
  signal: string | null;
  /** The newest of its log, oldest first. */
  lastLines: readonly string[];
};

/** Why a rank is gone, for the portal and for people. Pure. */
export function explainExit(ending: RankEnding): { cause: ExitCause; message: string } {
  const { ordered, failure, isLoaded } = ending;
  if (ordered) return ordered;
  if (failure && readFailureLine(failure.error)?.cause === 'peer_lost') {
    return { cause: 'peer_lost', message: 'The connection to another rank was lost.' };
  }
  if (failure?.phase === 'connect') {
    return { cause: 'load_failed', message: `The ranks did not find each other. ${failure.error}` };
  }
  if (failure) return { cause: isLoaded ? 'crashed' : 'load_failed', message: failure.error };
  const how =
    ending.signal === null ? `It ended with code ${ending.exitCode}.` : `It was ended by ${ending.signal}.`;
  const line = findTellingLine(ending.lastLines);
  return {
    // Whoever sent the signal, it says nothing of the model.
    cause: isLoaded || ending.signal !== null ? 'crashed' : 'load_failed',
    message: line === null ? how : `${how} It had said: ${line}`,
  };
}
