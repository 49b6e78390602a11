import type * as z from 'zod';
import type { SaveTeamInput } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { isUniqueViolation } from '../../prisma-errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Makes a team, or gives one another name. Throws CONFLICT where the name is another's. */
export async function saveTeam(
  ctx: ServiceContext,
  { id, name }: z.output<typeof SaveTeamInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'member:manage');
  return withTransaction(ctx, async (tx) => {
    const before = id === undefined ? null : await tx.team.findUnique({ where: { id } });
    if (id !== undefined && !before) throw new ServiceError('NOT_FOUND', 'There is no such team any more.');
    if (before?.name === name) return { id: before.id };
    const save = before
      ? tx.team.update({ where: { id: before.id }, data: { name } })
      : tx.team.create({ data: { name } });
    const team = await save.catch((error: unknown) => {
      throw isUniqueViolation(error)
        ? new ServiceError('CONFLICT', `There is a team called ${name} already.`)
        : error;
    });
    await emitAudit(ctx, tx, {
      action: before ? 'team.rename' : 'team.make',
      objectType: 'team',
      objectId: team.id,
      objectName: name,
      ...(before && { before: { name: before.name }, after: { name } }),
    });
    return { id: team.id };
  });
}
