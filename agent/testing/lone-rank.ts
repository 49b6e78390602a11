import type { RankSpec } from '../runtime/runtime.ts';

/** Of a session on one machine, with a model that nobody opens. */
export const loneRank = (sessionId: string, epoch = 1): RankSpec => ({
  sessionId,
  epoch,
  rank: 0,
  size: 1,
  modelId: 'm',
  modelFingerprint: 'f',
  parallelism: 'single',
  backend: 'single',
});
