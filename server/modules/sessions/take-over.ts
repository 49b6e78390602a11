import { settingsText } from '@/shared/domain/engine-settings.ts';
import { type WarmGroup, whyNotTaken } from '@/shared/domain/keep-warm.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { applyWithin } from './apply-session-event.ts';
import { sessionInclude, type SessionRow } from './internal.ts';
import { endWarm } from './keep-warm.ts';
import type { StartPlan } from './plan-start.ts';

/** An ending lasts 20 s at most; then its row is over, whatever its machines do. */
const GONE_WITHIN_MS = 25_000;
const LOOK_EACH_MS = 100;

type Wanted = Pick<StartPlan, 'machineIds' | 'chosen' | 'ranks'> & {
  parallelism: Parallelism;
  settings: EngineSettings;
  provesAnswers: boolean;
};

/** What is kept warm on those machines and is what such a start would load; null where there is none. */
export async function findWarm(
  ctx: ServiceContext,
  { machineIds, chosen, ranks, parallelism, settings, provesAnswers }: Wanted,
): Promise<SessionRow | null> {
  const wanted: WarmGroup = {
    machineIds,
    modelId: chosen.id,
    modelFingerprint: chosen.model.fingerprint,
    backend: ranks.backend,
    mlx: ranks.mlx,
    engineSettings: settingsText(settings),
    parallelism,
    provesAnswers,
  };
  const rows = await ctx.db.session.findMany({
    where: { state: 'warm', ranks: { some: { machineId: { in: [...wanted.machineIds] } } } },
    include: sessionInclude,
  });
  return rows.find((it) => whyNotTaken(wanted, groupOf(it)) === null) ?? null;
}

const groupOf = (row: SessionRow): WarmGroup & { hasProof: boolean } => ({
  ...row,
  hasProof: row.proof !== null,
  machineIds: row.ranks.map((it) => it.machineId),
});

/** Ends what else is kept warm on those machines, and waits until it is gone from them. Throws CONFLICT when it stays. */
export async function makeWay(
  ctx: ServiceContext,
  machineIds: readonly string[],
  why: string,
): Promise<void> {
  const inTheWay = {
    warmUntil: { not: null },
    ranks: { some: { machineId: { in: [...machineIds] } } },
  };
  const warm = await ctx.db.session.findMany({ where: { ...inTheWay, state: 'warm' }, select: { id: true } });
  for (const { id } of warm) await endWarm(ctx, id, why);
  const giveUpAtMs = performance.now() + GONE_WITHIN_MS;
  // Its agents may be at another portal, so the row tells.
  for (;;) {
    const left = await ctx.db.session.count({ where: { ...inTheWay, state: { in: ['warm', 'ending'] } } });
    if (left === 0) return;
    if (performance.now() > giveUpAtMs)
      throw new ServiceError('CONFLICT', 'A model that was kept warm there is still ending. Try again.');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EACH_MS));
  }
}

/**
 * Takes a warm session's ranks in the transaction that writes the session they go on as; its machines are locked. Throws
 * UNAVAILABLE when somebody ended it meanwhile.
 */
export async function releaseWarm(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, epoch }: Pick<SessionRow, 'id' | 'epoch'>,
): Promise<void> {
  let isReleased = false;
  const fence = { sessionId: id, epoch };
  await applyWithin(
    ctx,
    tx,
    afterCommit,
    fence,
    { type: 'handed_over' },
    { onMove: async () => void (isReleased = true) },
  );
  if (!isReleased)
    throw new ServiceError(
      'UNAVAILABLE',
      'The model that was kept warm there has just ended. Start it again.',
    );
}
