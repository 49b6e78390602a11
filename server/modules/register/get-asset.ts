import type { Asset } from '@/shared/schemas/register.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { toAsset, WITH_NAMES } from './to-asset.ts';

/** What is entered of one machine; NOT_FOUND when there is none. */
export async function getAsset(ctx: ServiceContext, { id }: { id: string }): Promise<Asset> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.machine.findUnique({ where: { id }, include: WITH_NAMES });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  return toAsset(ctx, row);
}
