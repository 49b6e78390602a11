import type * as z from 'zod';
import type { Asset, ListAssetsInput } from '@/shared/schemas/register.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { toAsset, WITH_NAMES } from './to-asset.ts';

/** Every machine as the register has it, by tag and then by name; simulated ones too, which are no assets. */
export async function listAssets(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListAssetsInput>,
): Promise<Asset[]> {
  authorize(ctx, 'lab:read');
  const rows = await ctx.db.machine.findMany({
    include: WITH_NAMES,
    orderBy: [{ tag: { sort: 'asc', nulls: 'last' } }, { name: 'asc' }],
    take: limit,
  });
  return rows.map((row) => toAsset(ctx, row));
}
