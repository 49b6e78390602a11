import type * as z from 'zod';
import { listMacModels } from '@/shared/data/mac-models.ts';
import type { ListChoicesInput, Choices } from '@/shared/schemas/register-page.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** What some fields are chosen from: people by name, without their addresses, teams, and models of the catalogue. */
export async function listChoices(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListChoicesInput>,
): Promise<z.output<typeof Choices>> {
  authorize(ctx, 'machine:edit');
  const query = { select: { id: true, name: true }, orderBy: { name: 'asc' }, take: limit } as const;
  const [people, teams] = await Promise.all([
    ctx.db.user.findMany({ ...query, where: { deactivatedAt: null } }),
    ctx.db.team.findMany(query),
  ]);
  const models = listMacModels().map(({ id, name }) => ({ id, name }));
  return { people, teams, models };
}
