import type * as z from 'zod';
import type { ChangeRoleInput, Member } from '@/shared/schemas/member.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { memberInclude, toMember } from './internal.ts';

/**
 * Owners are made and lowered by owners only, and one always remains: the owners' rows are locked in id order, so
 * two owners who lower each other at the same moment can't both succeed.
 */
export async function changeRole(
  ctx: ServiceContext,
  input: z.output<typeof ChangeRoleInput>,
): Promise<z.output<typeof Member>> {
  authorize(ctx, 'member:manage');
  const actor = requireUser(ctx);
  await requireFreshSignIn(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const owners = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "User" WHERE role = 'owner' ORDER BY id FOR UPDATE`;
    const before = await tx.user.findUnique({ where: { id: input.id }, include: memberInclude });
    if (!before) throw new ServiceError('NOT_FOUND', 'This person is not in the lab any more.');
    const touchesOwner = before.role === 'owner' || input.role === 'owner';
    const isStillOwner = owners.some((it) => it.id === actor.id);
    if (touchesOwner && !isStillOwner) {
      throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can make or lower an owner.');
    }
    if (before.role === 'owner' && input.role !== 'owner' && owners.length <= 1) {
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${before.name} is the lab's only owner. Make somebody else an owner first.`,
      );
    }
    if (before.role === input.role) return toMember(before);
    const user = await tx.user.update({
      where: { id: input.id },
      data: { role: input.role },
      include: memberInclude,
    });
    await emitAudit(ctx, tx, {
      action: 'member.change-role',
      objectType: 'member',
      objectId: user.id,
      objectName: user.name,
      before: { role: before.role },
      after: { role: user.role },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: user.id }));
    return toMember(user);
  });
}
