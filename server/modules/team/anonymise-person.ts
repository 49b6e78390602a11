import { asPerson, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { deleteAllConversations } from '../chat/index.ts';
import { holdLab } from '../notices/index.ts';
import { lockWithOwners } from './lock-people.ts';
import { removeSecondFactors } from './remove-second-factors.ts';

/**
 * For good: the name becomes "Former member 3", the address and all that is theirs alone goes, chats too. Bookings,
 * sessions, what they cost and months that are frozen stay as they are. Only of somebody who is deactivated.
 */
export async function anonymisePerson(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<{ name: string }> {
  authorize(ctx, 'member:manage');
  const former = await withTransaction(ctx, async (tx, afterCommit) => {
    // One at a time, so that no two get one number.
    await holdLab(tx);
    const { person } = await lockWithOwners(tx, id);
    if (person.anonymisedAt) return person;
    if (!person.deactivatedAt)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${person.name} is still in the lab. Deactivate them first.`,
      );
    const number = (await tx.user.count({ where: { anonymisedAt: { not: null } } })) + 1;
    const name = `Former member ${number}`;
    await tx.user.update({
      where: { id },
      data: {
        name,
        email: `former-member-${number}@anonymous.invalid`,
        emailVerified: false,
        image: null,
        timeZone: null,
        clock: null,
        anonymisedAt: ctx.now(),
        defaultPresetId: null,
      },
    });
    await removeOwn(tx, id);
    await renameIn(tx, id, name);
    await emitAudit(ctx, tx, {
      action: 'member.anonymise',
      objectType: 'member',
      objectId: id,
      objectName: name,
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: id }));
    return { ...person, name };
  });
  // In their own right, as if they did it.
  await deleteAllConversations(asPerson(ctx, former));
  return { name: former.name };
}

/** What is nobody else's: ways in, what was told them, views and presets that were never shared. */
async function removeOwn(tx: Transaction, personId: string): Promise<void> {
  await tx.account.deleteMany({ where: { userId: personId } });
  await tx.signIn.deleteMany({ where: { userId: personId } });
  await tx.signInLink.deleteMany({ where: { userId: personId } });
  await removeSecondFactors(tx, personId);
  await tx.notification.deleteMany({ where: { personId } });
  await tx.notificationPreference.deleteMany({ where: { personId } });
  await tx.webhook.deleteMany({ where: { personId } });
  await tx.calendarFeed.deleteMany({ where: { personId } });
  await tx.savedView.deleteMany({ where: { ownerId: personId, shared: false } });
  await tx.invitation.updateMany({ where: { usedById: personId }, data: { email: null } });
}

/** Names that stand beside what somebody set, outside of months that are frozen. */
async function renameIn(tx: Transaction, personId: string, name: string): Promise<void> {
  const made = { where: { createdById: personId }, data: { createdByName: name } };
  await tx.tariff.updateMany(made);
  await tx.carbonFactor.updateMany(made);
  await tx.macFigure.updateMany(made);
  await tx.benchmark.updateMany({ where: { startedById: personId }, data: { startedByName: name } });
  await tx.resultImport.updateMany({ where: { importedById: personId }, data: { importedByName: name } });
}
