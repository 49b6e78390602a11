import { offerSettings, possibleWishes, withChanges } from '@/shared/domain/engine-settings.ts';
import { whyNoQuantisedCache } from '@/shared/domain/model-memory.ts';
import type { EngineChanges, EngineSettings, SettingsOffer } from '@/shared/schemas/engine-settings.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import { toPlannable } from '../models/index.ts';
import { readEngineDefaults } from './engine-defaults.ts';
import type { StartPlan } from './plan-start.ts';
import type { JudgedModel } from './startable-models.ts';

/** Which engine settings that start could have, and what it has when nothing is said. */
export async function offerFor(
  ctx: ServiceContext,
  { machines, chosen }: Pick<StartPlan, 'machines' | 'chosen'>,
  parallelism: Parallelism,
): Promise<SettingsOffer> {
  const whyFullCache = whyFullCacheOf(chosen, machines.length);
  return offerSettings(await readEngineDefaults(ctx), { machines, parallelism, whyFullCache });
}

/** The settings to look ahead with: of the wishes only what can be had. */
export async function settingsAhead(
  ctx: ServiceContext,
  plan: Pick<StartPlan, 'machines' | 'chosen'>,
  {
    parallelism,
    settings = {},
  }: { parallelism?: Parallelism | undefined; settings?: EngineChanges | undefined },
): Promise<{ offer: SettingsOffer; settings: EngineSettings }> {
  const offer = await offerFor(ctx, plan, parallelism ?? plan.chosen.parallelisms[0] ?? 'single');
  return { offer, settings: withChanges(offer.defaults, possibleWishes(settings, offer.refusals)) };
}

const UNTOLD_HEADS = 'The files of this model do not tell how wide its heads are.';

function whyFullCacheOf({ model }: JudgedModel, ranks: number): string | null {
  const shaped = toPlannable({ model })?.model;
  if (!shaped) return UNTOLD_HEADS;
  const asked = { contextTokens: 0, requests: 1, cacheBits: 4 } as const;
  return whyNoQuantisedCache(shaped, asked, ranks) ?? (shaped.headDim === null ? UNTOLD_HEADS : null);
}
