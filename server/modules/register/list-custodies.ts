import type * as z from 'zod';
import type { Custody, CustodyPage, ListCustodiesInput } from '@/shared/schemas/custody.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { CUSTODY_NAMES, toCustodies } from './to-custody.ts';

/** Through whose hands a machine went, the newest first: the one who has it now is the first. */
export async function listCustodies(
  ctx: ServiceContext,
  { machineId, ...input }: z.output<typeof ListCustodiesInput>,
): Promise<z.output<typeof CustodyPage>> {
  authorize(ctx, 'lab:read');
  const found = await ctx.db.custody.findMany({
    where: { machineId, ...olderThan('takenAt', input.cursor) },
    include: CUSTODY_NAMES,
    orderBy: [{ takenAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  const rows = await toCustodies(ctx, found);
  return toPage(
    rows,
    input,
    ({ takenAt, id }) => ({ at: takenAt, id }),
    (row) => row,
  );
}

/** Every machine that is in somebody's hands now; what is due first comes first. */
export async function listHandedOut(ctx: ServiceContext, { limit }: { limit: number }): Promise<Custody[]> {
  authorize(ctx, 'lab:read');
  const rows = await ctx.db.custody.findMany({
    where: { returnedAt: null },
    include: CUSTODY_NAMES,
    orderBy: [{ dueAt: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: limit,
  });
  return toCustodies(ctx, rows);
}
