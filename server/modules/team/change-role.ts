import type * as z from 'zod';
import type { ChangeRoleInput, Member } from '@/shared/schemas/member.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { memberInclude, toMember } from './internal.ts';
import { lockWithOwners, onlyOwner } from './lock-people.ts';

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
    const { person: before, ownerIds } = await lockWithOwners(tx, input.id);
    const touchesOwner = before.role === 'owner' || input.role === 'owner';
    if (touchesOwner && !ownerIds.includes(actor.id)) {
      throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can make or lower an owner.');
    }
    if (input.role === 'owner' && before.guestUntil)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${before.name} is a guest. Take the last day away first.`,
      );
    if (before.role === 'owner' && !before.deactivatedAt && input.role !== 'owner' && ownerIds.length <= 1)
      throw onlyOwner(before.name);
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
