import type * as z from 'zod';
import type { CustomField, ListCustomFieldsInput } from '@/shared/schemas/custom-field.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { countUses } from './custom-fields.ts';

/** The lab's own fields in their order; those no longer asked for come last. */
export async function listCustomFields(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListCustomFieldsInput>,
): Promise<CustomField[]> {
  authorize(ctx, 'lab:read');
  const rows = await ctx.db.customField.findMany({
    orderBy: [{ retiredAt: { sort: 'asc', nulls: 'first' } }, { position: 'asc' }, { createdAt: 'asc' }],
    take: limit,
  });
  const uses = await countUses(ctx.db);
  return rows.map(({ id, label, kind, choices, retiredAt }) => ({
    id,
    label,
    kind,
    choices,
    retiredAt,
    uses: uses.get(id) ?? 0,
  }));
}
