import { macModelOf } from '@/shared/data/mac-models.ts';
import type { ServiceContext } from '../../context.ts';

type Facts = { hwModel?: string | null };

/** Idle watts of machines as entered, or else as the catalogue has them; null where neither has them. */
export async function readIdleTables(
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<Map<string, number | null>> {
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, idleWatts: true, catalogId: true, report: { select: { facts: true } } },
  });
  return new Map(
    machines.map(({ id, idleWatts, catalogId, report }) => {
      const { hwModel } = (report?.facts ?? {}) as Facts;
      return [id, idleWatts ?? macModelOf(catalogId, hwModel)?.idleWatts ?? null];
    }),
  );
}
