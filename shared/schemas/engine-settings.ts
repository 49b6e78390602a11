import * as z from 'zod';

export const CACHE_BITS = [16, 8, 4] as const;
const GIBIBYTE = 2 ** 30;
/** What kept prompts may take is chosen among these. */
export const PROMPT_CACHE_BYTES = [1, 2, 4, 8, 16, 32, 64].map((it) => it * GIBIBYTE);

/** How an engine runs a session's model. What a field does and when it can't be had: `shared/domain/engine-settings.ts`. */
export const EngineSettings = z.object({
  /** Tokens of a prompt that are read at once. */
  prefillStepTokens: z.number().int().min(64).max(16_384),
  /** Prompts whose caches are kept between requests, and how much these may hold on each rank; null: no bound. */
  promptCacheCount: z.number().int().min(1).max(100),
  promptCacheBytes: z.literal(PROMPT_CACHE_BYTES).nullable(),
  /** Of a number in the KV cache. */
  cacheBits: z.literal(CACHE_BITS),
  /** `MLX_METAL_FAST_SYNCH`. */
  fastSynch: z.boolean(),
});
export type EngineSettings = z.output<typeof EngineSettings>;
export type EngineSettingName = keyof EngineSettings;

/** Only what differs: from the lab's defaults where somebody wishes, from the engine's own where it is kept. */
export const EngineChanges = EngineSettings.partial();
export type EngineChanges = z.output<typeof EngineChanges>;

/** What can be set for one session, and with what it starts when nothing is said. */
export const SettingsOffer = z.object({
  /** The lab's, as far as they can be had here. */
  defaults: EngineSettings,
  /** Why a setting stays as the engine has it, for people; null where it can be set. */
  refusals: z.record(EngineSettings.keyof(), z.string().nullable()),
});
export type SettingsOffer = z.output<typeof SettingsOffer>;
