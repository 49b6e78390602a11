import type { Deactivated, Leaving } from '@/shared/schemas/leaver.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { listOpenBookingsOf, settleBookingsOf } from '../bookings/index.ts';
import { lockWithOwners, onlyOwner } from './lock-people.ts';

/** What ends or goes to others when this person leaves, for whoever decides on it. */
export async function readLeaving(ctx: ServiceContext, { id }: { id: string }): Promise<Leaving> {
  authorize(ctx, 'member:manage');
  const person = await ctx.db.user.findUnique({ where: { id }, select: { name: true } });
  if (!person) throw new ServiceError('NOT_FOUND', 'This person is not in the lab any more.');
  const now = ctx.now();
  const [bookings, keys, signIns, calendars, webhooks, machines, chats] = await Promise.all([
    listOpenBookingsOf(ctx, id),
    ctx.db.apiKey.count({ where: { personId: id, revokedAt: null, expiresAt: { gt: now } } }),
    ctx.db.signIn.count({ where: { userId: id, expiresAt: { gt: now } } }),
    ctx.db.calendarFeed.count({ where: { personId: id, revokedAt: null } }),
    ctx.db.webhook.count({ where: { personId: id, disabledAt: null } }),
    ctx.db.machine.count({ where: { ownerId: id } }),
    ctx.db.conversation.count({ where: { ownerId: id } }),
  ]);
  return { id, name: person.name, bookings, keys, signIns, calendars, webhooks, machines, chats };
}

/**
 * Ends all ways in that somebody has, at once, then settles what they have booked: handed over to `heirId`, or called
 * off where that is null. What they did stays under their name. Asked again for somebody who is deactivated it
 * settles what was left. The lab's last owner is never deactivated; an owner only by an owner.
 */
export async function deactivatePerson(
  ctx: ServiceContext,
  { id, heirId }: { id: string; heirId: string | null },
): Promise<Deactivated> {
  authorize(ctx, 'member:manage');
  if (ctx.actor.kind === 'user' && ctx.actor.id === id)
    throw new ServiceError('PRECONDITION_FAILED', 'Nobody deactivates themself. Another admin can do it.');
  if (heirId === id) throw new ServiceError('VALIDATION', 'Choose somebody else to hand the bookings to.');
  await requireHeir(ctx, heirId);
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { person, ownerIds } = await lockWithOwners(tx, id);
    if (person.deactivatedAt) return;
    if (person.role === 'owner') {
      const { actor } = ctx;
      if (actor.kind === 'user' && !ownerIds.includes(actor.id))
        throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can deactivate an owner.');
      if (ownerIds.length <= 1) throw onlyOwner(person.name);
    }
    await tx.user.update({ where: { id }, data: { deactivatedAt: ctx.now() } });
    const ended = await endWaysIn(ctx, tx, afterCommit, id);
    await emitAudit(ctx, tx, {
      action: 'member.deactivate',
      objectType: 'member',
      objectId: id,
      objectName: person.name,
      after: { ...ended, guestUntil: person.guestUntil },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: id }));
  });
  return settleBookingsOf(ctx, { personId: id, heirId });
}

async function requireHeir(ctx: ServiceContext, heirId: string | null): Promise<void> {
  if (heirId === null) return;
  const heir = await ctx.db.user.findUnique({ where: { id: heirId }, select: { deactivatedAt: true } });
  if (!heir || heir.deactivatedAt)
    throw new ServiceError('PRECONDITION_FAILED', 'Whom you chose is not in the lab any more.');
}

/** Sign-ins, links to one, keys, calendar addresses, webhooks, reports by mail, and invitations they made: counted, for the audit. */
async function endWaysIn(ctx: ServiceContext, tx: Transaction, afterCommit: AfterCommit, personId: string) {
  const now = ctx.now();
  const signIns = await tx.signIn.deleteMany({ where: { userId: personId } });
  await tx.signInLink.deleteMany({ where: { userId: personId } });
  const keys = await tx.apiKey.updateMany({
    where: { personId, revokedAt: null, expiresAt: { gt: now } },
    data: { revokedAt: now },
  });
  const calendars = await tx.calendarFeed.updateMany({
    where: { personId, revokedAt: null },
    data: { revokedAt: now },
  });
  const webhooks = await tx.webhook.updateMany({
    where: { personId, disabledAt: null },
    data: { disabledAt: now },
  });
  const reports = await tx.reportSchedule.deleteMany({ where: { view: { ownerId: personId } } });
  const invitations = await tx.invitation.updateMany({
    where: { createdById: personId, usedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  await tx.joinToken.updateMany({
    where: { createdById: personId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
  return {
    signIns: signIns.count,
    keysEnded: keys.count,
    calendars: calendars.count,
    webhooks: webhooks.count,
    reports: reports.count,
    invitations: invitations.count,
  };
}

/** They sign in again, with the password they had. What ended stays ended. */
export async function reactivatePerson(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'member:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { person, ownerIds } = await lockWithOwners(tx, id);
    if (!person.deactivatedAt) return;
    if (person.anonymisedAt)
      throw new ServiceError('PRECONDITION_FAILED', 'Nobody knows any more who this was. Invite them anew.');
    if (person.role === 'owner' && ctx.actor.kind === 'user' && !ownerIds.includes(ctx.actor.id))
      throw new ServiceError('FORBIDDEN', 'Only an owner of the lab can bring an owner back.');
    const isGuestOver = person.guestUntil !== null && person.guestUntil <= ctx.now();
    await tx.user.update({
      where: { id },
      data: { deactivatedAt: null, ...(isGuestOver && { guestUntil: null, guestToldOf: null }) },
    });
    await emitAudit(ctx, tx, {
      action: 'member.reactivate',
      objectType: 'member',
      objectId: id,
      objectName: person.name,
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: id }));
  });
}
