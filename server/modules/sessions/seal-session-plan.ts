import { readSettings } from '@/shared/domain/engine-settings.ts';
import { type SealedPlan, sealPlan } from '@/shared/domain/session-plan.ts';
import { type RankNetwork, SessionPlan } from '@/shared/protocol/agent.ts';
import type { ServiceContext } from '../../context.ts';
import type { SessionRow } from './internal.ts';
import type { RanksPlan } from './plan-ranks.ts';

/**
 * The plan that all ranks of this start are launched by, made once: a launch that is said again says the same one, also
 * from another portal.
 */
export async function sealedPlanOf(
  ctx: ServiceContext,
  session: SessionRow,
  plan: () => Promise<RanksPlan>,
): Promise<SealedPlan & { network: RankNetwork }> {
  const known = readSealed(session);
  if (known) return known;
  const { network } = await plan();
  const { sessionId, epoch } = { sessionId: session.id, epoch: session.epoch };
  const made = await sealPlan(
    SessionPlan.parse({
      sessionId,
      epoch,
      model: { id: session.modelId, revision: session.modelFingerprint },
      backend: session.backend,
      parallelism: session.parallelism,
      network,
      ranks: session.ranks.map(({ rank, machine }) => ({
        rank,
        machineId: machine.id,
        machineName: machine.name,
      })),
      engine: { mlx: session.mlx, mlxLm: session.mlxLm },
      settings: readSettings(session.engineSettings),
    }),
  );
  const { count } = await ctx.db.session.updateMany({
    where: { id: sessionId, epoch, planDigest: null },
    data: { planText: made.text, planDigest: made.digest },
  });
  if (count > 0) return { ...made, network };
  const row = await ctx.db.session.findUniqueOrThrow({
    where: { id: sessionId },
    select: { planText: true, planDigest: true },
  });
  return readSealed(row) ?? { ...made, network };
}

type Stored = { planText: string | null; planDigest: string | null };

function readSealed({ planText, planDigest }: Stored): (SealedPlan & { network: RankNetwork }) | null {
  const plan = readPlan({ planText });
  return plan && planText !== null && planDigest !== null
    ? { text: planText, digest: planDigest, network: plan.network }
    : null;
}

/** A session's plan as it was sealed; null before its launch, or where a newer portal wrote it. */
export function readPlan({ planText }: Pick<Stored, 'planText'>): SessionPlan | null {
  if (planText === null) return null;
  try {
    return SessionPlan.safeParse(JSON.parse(planText)).data ?? null;
  } catch {
    return null;
  }
}
