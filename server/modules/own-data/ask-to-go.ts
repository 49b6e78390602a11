import { rolesThatMay } from '@/shared/domain/permissions.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';

const MOST_TOLD = 50;

/**
 * Tells every other admin that the person wants to leave the lab and be made anonymous, once a day at most: what is
 * booked has to go to somebody first, so a second person does it.
 */
export async function askToGo(ctx: ServiceContext): Promise<{ told: string[] }> {
  authorize(ctx, 'lab:read');
  const { id, name } = requireUser(ctx);
  await requireFreshSignIn(ctx);
  return withTransaction(ctx, async (tx, afterCommit) => {
    const admins = await tx.user.findMany({
      where: { role: { in: rolesThatMay('member:manage') }, deactivatedAt: null, id: { not: id } },
      select: { id: true, name: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: MOST_TOLD,
    });
    if (admins.length === 0)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        'There is nobody else who could do it. Make somebody an owner or an admin first.',
      );
    const day = ctx.now().toISOString().slice(0, 10);
    await notify(
      ctx,
      tx,
      afterCommit,
      admins.map(({ id: personId }) => ({
        personId,
        kind: 'member.asks_to_go' as const,
        title: `${name} asks to be made anonymous`,
        text: 'Deactivate them under Settings, Team, where their bookings are handed over or called off, and then make them anonymous.',
        link: '/settings/members',
        dedupeKey: `member.asks_to_go ${id} ${day}`,
      })),
    );
    await emitAudit(ctx, tx, {
      action: 'member.ask-to-go',
      objectType: 'member',
      objectId: id,
      objectName: name,
    });
    return { told: admins.map((it) => it.name) };
  });
}
