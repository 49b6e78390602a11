import { Prisma } from '@/prisma/generated/client.ts';
import { type CableStep, compareSightings } from '@/shared/domain/cable-changes.ts';
import { cableKey } from '@/shared/domain/lab-cables.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { announceMachines } from './announce-machines.ts';
import { loadCabledLab } from './load-cabled-lab.ts';

/** One look at a time, whichever portal it is of. */
const LOCK = 4_711_106;
/** What a loose plug does within this is one change. */
const FOLD_MS = 10 * 60_000;

/**
 * Writes down which cables came, went or changed since the last look, by what the agents see. The first look of all
 * only remembers. Gives how many changed.
 */
export async function noteCables(ctx: ServiceContext): Promise<{ changed: number }> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${LOCK})::text`;
    const lab = await loadCabledLab({ db: tx });
    const before = lab.sightings;
    const now = lab.links.filter(({ origin }) => origin === 'seen');
    const steps = compareSightings(before, now);
    if (steps.length === 0) return { changed: 0 };
    await remember(ctx, tx, steps);
    const isFirst =
      before.length === 0 && (await tx.cableChange.findFirst({ select: { id: true } })) === null;
    if (isFirst) return { changed: 0 };
    await write(ctx, tx, afterCommit, steps);
    return { changed: steps.length };
  });
}

async function remember(ctx: ServiceContext, tx: Transaction, steps: readonly CableStep[]): Promise<void> {
  const gone = steps.flatMap(({ ends, after }) => (after === null ? [ends] : []));
  if (gone.length > 0) await tx.cableSighting.deleteMany({ where: { OR: gone } });
  const came = steps.flatMap(({ ends, before, after }) =>
    before === null && after ? [{ ...ends, ...after }] : [],
  );
  await tx.cableSighting.createMany({ data: came.map((it) => ({ ...it, since: ctx.now() })) });
  for (const { ends, before, after } of steps)
    if (before && after) await tx.cableSighting.updateMany({ where: ends, data: after });
}

const asJson = (state: CableStep['after']) => state ?? Prisma.DbNull;

async function write(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  steps: readonly CableStep[],
): Promise<void> {
  const at = ctx.now();
  const recent = await tx.cableChange.findMany({
    where: { at: { gt: new Date(at.getTime() - FOLD_MS) } },
    orderBy: { at: 'asc' },
    select: { id: true, aMachineId: true, aPort: true, bMachineId: true, bPort: true },
  });
  const lastOf = new Map(recent.map((it) => [cableKey(it), it.id]));
  const fresh = steps.filter(({ ends }) => !lastOf.has(cableKey(ends)));
  await tx.cableChange.createMany({
    data: fresh.map(({ ends, before, after }) => ({
      ...ends,
      before: asJson(before),
      after: asJson(after),
      firstAt: at,
      at,
    })),
  });
  for (const { ends, after } of steps) {
    const id = lastOf.get(cableKey(ends));
    if (id === undefined) continue;
    await tx.cableChange.update({
      where: { id },
      data: { after: asJson(after), at, times: { increment: 1 } },
    });
  }
  await announceMachines(
    ctx,
    tx,
    afterCommit,
    steps.map(({ ends }) => ends.aMachineId),
  );
}
