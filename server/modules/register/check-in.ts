import type * as z from 'zod';
import { formatDateTime } from '@/shared/domain/format.ts';
import type { CheckInInput, Custody } from '@/shared/schemas/custody.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readTimeZone } from '../energy/index.ts';
import { lockMachine, writeMachine } from '../inventory/index.ts';
import { tellAct } from './tell-act.ts';
import { CUSTODY_NAMES, holderOf, toCustodies } from './to-custody.ts';

/** Takes a machine back; one that was loaned away can be booked again. CONFLICT when somebody has already. */
export async function checkIn(ctx: ServiceContext, input: z.output<typeof CheckInInput>): Promise<Custody> {
  authorize(ctx, 'machine:edit');
  const taker = requireUser(ctx);
  const zone = await readTimeZone(ctx);
  const now = ctx.now();
  const row = await withTransaction(ctx, async (tx, afterCommit) => {
    const found = await tx.custody.findUnique({ where: { id: input.id }, select: { machineId: true } });
    if (!found) throw new ServiceError('NOT_FOUND', 'There is no such check-out.');
    const machine = await lockMachine(tx, found.machineId);
    const custody = await tx.custody.findUniqueOrThrow({ where: { id: input.id }, include: CUSTODY_NAMES });
    if (custody.returnedAt)
      throw new ServiceError(
        'CONFLICT',
        `${machine.name} is back since ${formatDateTime(custody.returnedAt, zone, now)}. There is nothing left to do.`,
      );
    const returned = await tx.custody.update({
      where: { id: custody.id },
      data: { returnedAt: now, returnedToId: taker.id, returnNote: input.note || null },
      include: CUSTODY_NAMES,
    });
    const audit = {
      action: 'machine.check-in',
      before: { with: holderOf(custody) },
      after: { with: null, ...(input.note && { remark: input.note }) },
    };
    if (machine.status === 'loaned')
      await writeMachine(ctx, tx, afterCommit, {
        id: machine.id,
        revision: null,
        data: { status: 'active' },
        action: audit.action,
        describe: () => ({
          before: { ...audit.before, status: 'loaned' },
          after: { ...audit.after, status: 'active' },
        }),
      });
    else await tellAct(ctx, tx, afterCommit, machine, audit);
    return returned;
  });
  return (await toCustodies(ctx, [row]))[0]!;
}
