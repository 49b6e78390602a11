import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';

export const batchOmit = { leasedBy: true, leasedUntil: true, tryAt: true } satisfies Prisma.BatchOmit;
type Row = Prisma.BatchGetPayload<{ omit: typeof batchOmit }>;
export type BatchNow = Row;

/** Batches as they are now: those that go on have their lines counted, those that ended were counted then. */
export async function describeBatches<Of extends Row>(ctx: ServiceContext, rows: Of[]): Promise<Of[]> {
  const open = rows.filter((it) => it.state === 'in_progress').map((it) => it.id);
  if (open.length === 0) return rows;
  const counts = await ctx.db.batchLine.groupBy({
    by: ['batchId', 'state'],
    where: { batchId: { in: open }, state: { in: ['done', 'failed'] } },
    _count: true,
  });
  const countOf = (id: string, state: 'done' | 'failed'): number =>
    counts.find((it) => it.batchId === id && it.state === state)?._count ?? 0;
  return rows.map((it) =>
    it.state === 'in_progress'
      ? { ...it, done: countOf(it.id, 'done'), failed: countOf(it.id, 'failed') }
      : it,
  );
}
