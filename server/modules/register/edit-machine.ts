import type * as z from 'zod';
import type { Asset, EditMachineInput } from '@/shared/schemas/register.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { getAsset } from './get-asset.ts';
import { writeAsset } from './write-asset.ts';

/** Changes what is entered of a machine; the fields left out stay. Throws as `writeAsset` does. */
export async function editMachine(
  ctx: ServiceContext,
  input: z.output<typeof EditMachineInput>,
): Promise<Asset> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, (tx, afterCommit) => writeAsset(ctx, tx, afterCommit, input));
  return getAsset(ctx, { id: input.id });
}
