import type * as z from 'zod';
import type { BulkEdited, BulkEditInput } from '@/shared/schemas/register-page.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { writeAsset } from './write-asset.ts';

/**
 * The same change to several machines, all or none, as the preview saw them; by their ids, as rows are locked.
 * Throws as `writeAsset` does, of the first machine that can't be changed.
 */
export async function bulkEdit(
  ctx: ServiceContext,
  { machines, changes }: z.output<typeof BulkEditInput>,
): Promise<z.output<typeof BulkEdited>> {
  authorize(ctx, 'machine:edit');
  const inOrder = machines.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await withTransaction(ctx, async (tx, afterCommit) => {
    for (const { id, revision } of inOrder) await writeAsset(ctx, tx, afterCommit, { id, revision, changes });
  });
  return { changed: machines.length };
}
