import type * as z from 'zod';
import { isTimeZone } from '@/shared/domain/zoned-time.ts';
import type { SaveProfileInput } from '@/shared/schemas/member.ts';
import { requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** One's own name, the zone whose clock one reads beside the lab's, and how hours are written. */
export async function saveProfile(
  ctx: ServiceContext,
  { name, timeZone, clock: wanted }: z.output<typeof SaveProfileInput>,
): Promise<void> {
  const { id } = requireUser(ctx);
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new ServiceError('VALIDATION', `There is no time zone called ${timeZone}.`);
  await withTransaction(ctx, async (tx, afterCommit) => {
    await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${id} FOR UPDATE`;
    const before = await tx.user.findUniqueOrThrow({ where: { id } });
    const clock = wanted === undefined ? before.clock : wanted;
    await tx.user.update({ where: { id }, data: { name, timeZone, clock } });
    await emitAudit(ctx, tx, {
      action: 'member.change-profile',
      objectType: 'member',
      objectId: id,
      objectName: name,
      before: { name: before.name, timeZone: before.timeZone, clock: before.clock },
      after: { name, timeZone, clock },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: id }));
  });
}
