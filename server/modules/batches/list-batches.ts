import type * as z from 'zod';
import type { KeyBatch, ListBatchesInput } from '@/shared/schemas/batch.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { batchOmit, describeBatches } from './describe-batch.ts';

/** Batches of one's own keys or of the lab's, newest first. */
export async function listBatches(
  ctx: ServiceContext,
  input: z.output<typeof ListBatchesInput>,
): Promise<Page<KeyBatch>> {
  authorize(ctx, input.whose === 'lab' ? 'key:manage-any' : 'key:manage-own');
  const { id: personId } = requireUser(ctx);
  const rows = await ctx.db.batch.findMany({
    where: {
      ...(input.whose === 'lab' ? {} : { apiKey: { personId } }),
      AND: olderThan('createdAt', input.cursor),
    },
    omit: batchOmit,
    include: {
      apiKey: { select: { id: true, name: true, prefix: true, person: { select: { name: true } } } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  const described = await describeBatches(ctx, rows);
  const named = described.flatMap((it) => [it.outputFileId, it.errorFileId]).filter((it) => it !== null);
  const files = await ctx.db.apiFile.findMany({ where: { id: { in: named } }, select: { id: true } });
  const kept = new Set(files.map((it) => it.id));
  const ifKept = (id: string | null) => (id !== null && kept.has(id) ? id : null);
  return toPage(
    described,
    input,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    ({ apiKey: { person, ...key }, waitingFor, endMessage, ...row }) => ({
      ...row,
      key,
      personName: person.name,
      reason: row.state === 'failed' ? endMessage : waitingFor,
      outputFileId: ifKept(row.outputFileId),
      errorFileId: ifKept(row.errorFileId),
    }),
  );
}
