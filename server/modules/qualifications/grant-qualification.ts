import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Gives it to a person, or renews it: counted from now on. Admins need theirs as everybody does. */
export async function grantQualification(
  ctx: ServiceContext,
  input: { id: string; personId: string },
): Promise<{ grantId: string }> {
  authorize(ctx, 'qualification:manage');
  const { id: grantedById } = requireUser(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    // One after the other: a transaction has one connection.
    const named = { id: true, name: true } as const;
    const qualification = await tx.qualification.findUnique({ where: { id: input.id }, select: named });
    const person = await tx.user.findUnique({ where: { id: input.personId }, select: named });
    if (!qualification) throw new ServiceError('NOT_FOUND', 'There is no such qualification any more.');
    if (!person) throw new ServiceError('NOT_FOUND', 'That person is not in the lab any more.');
    const { id: grantId } = await tx.qualificationGrant.create({
      data: { qualificationId: input.id, personId: person.id, grantedById, grantedAt: ctx.now() },
      select: { id: true },
    });
    await emitAudit(ctx, tx, {
      action: 'qualification.grant',
      objectType: 'qualification',
      objectId: qualification.id,
      objectName: qualification.name,
      before: null,
      after: { person: person.name },
    });
    afterCommit(() => ctx.bus.emit('qualification.changed', { qualificationId: input.id }));
    return { grantId };
  });
}

/** Takes a grant back, or gives it back as it was, for whoever thinks better of it. */
export async function revokeGrant(
  ctx: ServiceContext,
  input: { grantId: string; revoked: boolean },
): Promise<void> {
  authorize(ctx, 'qualification:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const grant = await tx.qualificationGrant.findUnique({
      where: { id: input.grantId },
      include: { qualification: { select: { name: true } }, person: { select: { name: true } } },
    });
    if (!grant) throw new ServiceError('NOT_FOUND', 'There is no such grant any more.');
    if ((grant.revokedAt !== null) === input.revoked) return;
    await tx.qualificationGrant.update({
      where: { id: grant.id },
      data: { revokedAt: input.revoked ? ctx.now() : null },
      select: { id: true },
    });
    const person = { person: grant.person.name };
    await emitAudit(ctx, tx, {
      action: input.revoked ? 'qualification.revoke' : 'qualification.give-back',
      objectType: 'qualification',
      objectId: grant.qualificationId,
      objectName: grant.qualification.name,
      ...(input.revoked ? { before: person, after: null } : { before: null, after: person }),
    });
    const { qualificationId } = grant;
    afterCommit(() => ctx.bus.emit('qualification.changed', { qualificationId }));
  });
}
