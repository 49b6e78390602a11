import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import type { AgentModel } from '@/shared/schemas/machine.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import type { ReadOutlookInput, SessionOutlook } from '@/shared/schemas/session-outlook.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { planIdOf } from '../models/index.ts';
import { planFit } from '../planning/index.ts';
import { readChecking } from './canary-rule.ts';
import { settingsAhead } from './offer-settings.ts';
import { planStart, type StartPlan } from './plan-start.ts';
import { readUsualStart } from './read-usual-start.ts';
import { findWarm } from './take-over.ts';

/** What memory and speed are told for: a question as most are, one at a time. */
const ASKED = { contextTokens: 8192, requests: 1 };

/**
 * What starting that model on the Macs of that booking would come to: memory on each, network, split, speed, and how
 * long it usually takes. Throws NOT_FOUND where none of them holds the model.
 */
export async function readOutlook(ctx: ServiceContext, input: ReadOutlookInput): Promise<SessionOutlook> {
  authorize(ctx, 'lab:read');
  const start = await planStart(ctx, input);
  const { machineIds, chosen, ranks, simulated } = start;
  const { backend, reason } = ranks;
  const parallelism = input.parallelism ?? chosen.parallelisms[0];
  const { offer, settings } = await settingsAhead(ctx, start, input);
  const [planned, usual, warm] = await Promise.all([
    planMemory(ctx, planIdOf(chosen.id, simulated), machineIds, settings),
    parallelism ? readUsualStart(ctx, { modelId: chosen.id, machineIds, backend, parallelism }) : null,
    parallelism ? readWarm(ctx, input.bookingId, { ...start, parallelism, settings }) : null,
  ]);
  const ways = waysOf(chosen.model, machineIds.length);
  return { backend, backendReason: reason, ways, ...planned, settings: offer, asked: ASKED, usual, warm };
}

/** Until when what is kept warm there would be handed to that start; null where it would not be, or is not yet asked for. */
async function readWarm(
  ctx: ServiceContext,
  bookingId: string,
  start: StartPlan & { parallelism: Parallelism; settings: EngineSettings },
): Promise<SessionOutlook['warm']> {
  const now = ctx.now();
  if (start.chosen.refusal !== null) return null;
  const running = {
    id: bookingId,
    status: 'confirmed',
    startsAt: { lte: now },
    endsAt: { gt: now },
  } as const;
  if ((await ctx.db.booking.count({ where: running })) === 0) return null;
  const { provesAnswers } = await readChecking(ctx, start.machineIds);
  const warm = await findWarm(ctx, { ...start, provesAnswers });
  return warm?.warmUntil && warm.warmUntil > now ? { until: warm.warmUntil } : null;
}

/** What each Mac would hold of that model, or why that can't be told. */
export async function planMemory(
  ctx: ServiceContext,
  modelId: string,
  machineIds: string[],
  settings?: EngineSettings,
): Promise<Pick<SessionOutlook, 'plan' | 'whyNoPlan'>> {
  try {
    const { sets } = await planFit(ctx, { modelId, machineIds, ...ASKED, limit: 1 }, undefined, settings);
    const [plan] = sets;
    return plan && plan.ranks.length > 0
      ? { plan, whyNoPlan: null }
      : { plan: null, whyNoPlan: plan?.reason ?? 'These Macs can’t be planned with.' };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { plan: null, whyNoPlan: error.message };
  }
}

function waysOf(model: AgentModel, size: number): SessionOutlook['ways'] {
  if (size === 1) return [];
  const way = (parallelism: Parallelism, sizes: readonly number[]) => ({
    parallelism,
    refusal: sizes.includes(size)
      ? null
      : sizes.length === 0
        ? 'The engine has no such way for this model.'
        : `Not over ${size}: this model divides so over ${sizes.join(', ')}.`,
  });
  return [way('tensor', model.tensorSizes), way('pipeline', model.pipelineSizes)];
}
