import { knownPoints } from '@/shared/data/catalogue-machines.ts';
import { listPublished } from '@/shared/data/published-points.ts';
import type { KnownPoint } from '@/shared/domain/plan-figures.ts';
import type { PlanSettings } from '@/shared/domain/planner.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import type { Asked } from '@/shared/schemas/planning.ts';

/** A first token is told for a prompt of this length, or of the whole context where that is shorter. */
const PROMPT_TOKENS = 2048;

export const publishedPoints: readonly KnownPoint[] = knownPoints(listPublished().points);

/** Unless a session's own settings are known: a cache of 16 bits, and no fast synchronisation, which can hang a GPU. */
export const settingsOf = ({ contextTokens, requests }: Asked, engine?: EngineSettings): PlanSettings => ({
  contextTokens,
  requests,
  promptTokens: Math.min(PROMPT_TOKENS, contextTokens),
  cacheBits: engine?.cacheBits ?? 16,
  split: 'best',
  fastSync: engine?.fastSynch ?? false,
  ...(engine && { promptCacheBytes: engine.promptCacheBytes, prefillStepTokens: engine.prefillStepTokens }),
});
