import { lookAgain } from '@/shared/domain/preflight.ts';
import { tellLinks } from '@/shared/domain/link-trials.ts';
import type { Backend, Parallelism } from '@/shared/schemas/session.ts';
import { PairCheck, Preflight, SessionProof, type SessionStart } from '@/shared/schemas/session-start.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readPlan } from './seal-session-plan.ts';

/** By what a session was started, what was looked at before, and what it answered first. */
export async function howStarted(ctx: ServiceContext, { id }: { id: string }): Promise<SessionStart> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.session.findUnique({
    where: { id },
    include: { ranks: { include: { machine: { select: { name: true } } }, orderBy: { rank: 'asc' } } },
  });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such session. It may have been in another lab.');
  const ranks = row.ranks.map((it) => ({
    rank: it.rank,
    machineName: it.machine.name,
    pairs: PairCheck.array().safeParse(it.pairs).data ?? null,
  }));
  const preflight = Preflight.safeParse(row.preflight).data ?? null;
  return {
    plan: shownPlan(row),
    preflight: preflight && lookAgain(preflight, tellLinks(ranks)),
    proof: SessionProof.safeParse(row.proof).data ?? null,
  };
}

function shownPlan(row: { planText: string | null; planDigest: string | null }): SessionStart['plan'] {
  const plan = readPlan(row);
  if (!plan || row.planDigest === null) return null;
  const { model, engine } = plan;
  return {
    digest: row.planDigest,
    model,
    engine,
    settings: plan.settings ?? null,
    backend: plan.backend satisfies Backend,
    parallelism: plan.parallelism satisfies Parallelism,
    machineNames: plan.ranks.map((it) => it.machineName),
  };
}
