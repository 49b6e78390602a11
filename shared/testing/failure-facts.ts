import type { FailureFacts, RankSigns } from '../domain/failure-causes.ts';

/** A rank of which nobody has told anything but what is given. */
export const rankSigns = (number: number, part: Partial<RankSigns> = {}): RankSigns => ({
  rank: number,
  machine: ['Anjou', 'Bosc', 'Comice'][number]!,
  exitCause: null,
  exitCode: null,
  signal: null,
  message: null,
  lines: [],
  ...part,
});
/** Two ranks of a session that failed while it answered, where nothing else is given. */
export const failureFacts = (part: Partial<FailureFacts>): FailureFacts => ({
  phase: 'answering',
  backend: 'ring',
  endReason: 'rank_exited',
  reportedRank: 0,
  ranks: [rankSigns(0), rankSigns(1)],
  ...part,
});
export const LOST = 'RuntimeError: [ring] connection to a peer was lost';
export const METAL = 'RuntimeError: [metal::malloc] Resource limit (499000) exceeded.';
export const lost = rankSigns(0, { exitCause: 'peer_lost', exitCode: 70, message: LOST, lines: [LOST] });
