import type { PastSession } from './plan-past.ts';

type Words = { end: Record<string, unknown>; line: string | null } | undefined;

/** By how a session ended, the rank whose end was noticed: it is the first where this does not say. */
export const REPORTED_RANK: Readonly<Record<string, number>> = { agent_lost: 2 };

/** How the ranks of a failed session ended and what they said last, by rank; nothing of one that ended well. */
export function lastWordsOf({ isFailed, endReason }: PastSession, ranks: number): Words[] {
  if (!isFailed) return [];
  switch (endReason) {
    case 'rank_exited': {
      const line = 'RuntimeError: [metal::malloc] Resource limit (499000) exceeded.';
      return [{ end: { exitCode: 70, exitCause: 'crashed', message: line }, line }];
    }
    case 'peer_lost': {
      const line = 'RuntimeError: [ring] connection to a peer was lost';
      const killed = { end: { exitCode: null, exitSignal: 'SIGKILL', exitCause: 'crashed' }, line: null };
      return [
        { end: { exitCode: 70, exitCause: 'peer_lost', message: line }, line },
        ranks > 1 ? killed : undefined,
      ];
    }
    case 'stalled': {
      const message = 'No token for 31 s: this rank or another of its group hangs.';
      return [
        { end: { exitCode: null, exitSignal: 'SIGKILL', exitCause: 'stalled', message }, line: message },
      ];
    }
    default:
      return [];
  }
}
