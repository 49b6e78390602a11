import type * as z from 'zod';
import type { AddMemberInput, Member } from '@/shared/schemas/member.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { checkPassword } from './check-password.ts';
import { createAccount, hashOfPassword, toMember } from './internal.ts';

/** The new person joins the team of whoever adds them and signs in with the password they were given. */
export async function addMember(
  ctx: ServiceContext,
  input: z.output<typeof AddMemberInput>,
): Promise<z.output<typeof Member>> {
  authorize(ctx, 'member:manage');
  const actor = requireUser(ctx);
  await requireFreshSignIn(ctx);
  if (input.role === 'owner' && actor.role !== 'owner') {
    throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can make another owner.');
  }
  const { name, email, role } = input;
  await checkPassword(input.password, [name, email]);
  const passwordHash = await hashOfPassword(input.password);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const user = await createAccount(tx, { name, email, role, teamId: actor.teamId, passwordHash });
    await emitAudit(ctx, tx, {
      action: 'member.add',
      objectType: 'member',
      objectId: user.id,
      objectName: user.name,
      after: { name, email: user.email, role },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: user.id }));
    return toMember(user);
  });
}
