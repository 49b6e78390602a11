import type * as z from 'zod';
import { signInEndsAt } from '@/shared/domain/sign-in-life.ts';
import { tellDevice } from '@/shared/domain/tell-device.ts';
import { type SignInList, SignInWay } from '@/shared/schemas/sign-in.ts';
import { requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Where the person is signed in, the newest first; what has run out is left out. */
export async function listSignIns(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<z.output<typeof SignInList>> {
  const actor = requireUser(ctx);
  const rows = await ctx.db.signIn.findMany({
    where: { userId: actor.id, expiresAt: { gt: ctx.now() } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return {
    rows: rows
      .map((it) => ({
        id: it.id,
        device: tellDevice(it.userAgent),
        address: it.ipAddress || null,
        way: SignInWay.parse(it.way),
        hasSecondFactor: it.secondFactorAt !== null,
        since: it.createdAt,
        lastSeenAt: it.lastSeenAt,
        endsAt: signInEndsAt(actor.role, it),
        isThis: it.id === actor.signInId,
      }))
      .filter((it) => it.endsAt > ctx.now()),
  };
}

/** One of one's own. Its sockets are closed with it. */
export async function endSignIn(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  const actor = requireUser(ctx);
  const ended = await endSignIns(ctx, actor, { id });
  if (ended === 0) throw new ServiceError('NOT_FOUND', 'This sign-in has ended already.');
}

/** All of one's own but the one that asks. */
export async function endOtherSignIns(ctx: ServiceContext): Promise<{ ended: number }> {
  const actor = requireUser(ctx);
  if (!actor.signInId) throw new ServiceError('PRECONDITION_FAILED', 'Ask this from a browser.');
  return { ended: await endSignIns(ctx, actor, { id: { not: actor.signInId } }) };
}

function endSignIns(
  ctx: ServiceContext,
  { id: userId, name }: { id: string; name: string },
  which: { id: string | { not: string } },
): Promise<number> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.signIn.deleteMany({ where: { userId, ...which } });
    if (count === 0) return 0;
    await emitAudit(ctx, tx, {
      action: 'member.revoke-sign-in',
      objectType: 'member',
      objectId: userId,
      objectName: name,
      before: { signIns: count },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId }));
    return count;
  });
}
