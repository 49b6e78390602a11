import type * as z from 'zod';
import type { BulkEdited, BulkEditInput } from '@/shared/schemas/register-page.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { writeAssets } from './write-asset.ts';

/** The same change to several machines, all or none, as the preview saw them. Throws as `writeAssets` does. */
export async function bulkEdit(
  ctx: ServiceContext,
  { machines, changes }: z.output<typeof BulkEditInput>,
): Promise<z.output<typeof BulkEdited>> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, (tx, afterCommit) =>
    writeAssets(
      ctx,
      tx,
      afterCommit,
      machines.map(({ id, revision }) => ({ id, revision, changes })),
    ),
  );
  return { changed: machines.length };
}
