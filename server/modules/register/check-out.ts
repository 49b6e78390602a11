import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { formatDateTime } from '@/shared/domain/format.ts';
import type { CheckOutInput, Custody } from '@/shared/schemas/custody.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { readTimeZone } from '../energy/index.ts';
import { allowStatus, lockMachine, type LockedMachine, writeMachine } from '../inventory/index.ts';
import { tellAct } from './tell-act.ts';
import { CUSTODY_NAMES, holderOf, openCustody, toCustodies } from './to-custody.ts';

type Input = z.output<typeof CheckOutInput>;

/**
 * Puts a machine into somebody's hands. Throws CONFLICT when it is in another's, PRECONDITION_FAILED when it is retired
 * or, where bookings are to be kept away, still has some.
 */
export async function checkOut(ctx: ServiceContext, input: Input): Promise<Custody> {
  authorize(ctx, 'machine:edit');
  const giver = requireUser(ctx);
  const zone = await readTimeZone(ctx);
  const now = ctx.now();
  if (input.dueAt && input.dueAt <= now)
    throw new ServiceError('VALIDATION', 'It is due back before it is taken. Choose a later day.');
  const row = await withTransaction(ctx, async (tx, afterCommit) => {
    // Who checks it out or in locks it first: of two at once the second sees what the first has done.
    const machine = await lockMachine(tx, input.machineId);
    if (machine.status === 'retired')
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${machine.name} is retired. Make it active again first.`,
      );
    const open = await openCustody(tx, machine.id);
    if (open)
      throw new ServiceError(
        'CONFLICT',
        `${machine.name} is with ${holderOf(open)} since ${formatDateTime(open.takenAt, zone, now)}. Check it in first.`,
      );
    const person = await personOf(tx, input.personId);
    const custody = await tx.custody.create({
      data: {
        id: randomUUID(),
        machineId: machine.id,
        personId: input.personId,
        place: input.place || null,
        note: input.note || null,
        takenAt: now,
        dueAt: input.dueAt,
        givenById: giver.id,
      },
      include: CUSTODY_NAMES,
    });
    await tellCheckOut(ctx, tx, afterCommit, machine, person ?? input.place ?? '', input);
    return custody;
  });
  return (await toCustodies(ctx, [row]))[0]!;
}

async function personOf(tx: Transaction, personId: string | null): Promise<string | null> {
  if (personId === null) return null;
  const person = await tx.user.findUnique({ where: { id: personId }, select: { name: true } });
  if (!person)
    throw new ServiceError('VALIDATION', 'That person is not in the lab any more. Choose another.');
  return person.name;
}

/** The audit row, with the new status in the same one where bookings are kept away. */
async function tellCheckOut(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  machine: LockedMachine,
  to: string,
  { dueAt, keepsBookingsAway }: Input,
): Promise<void> {
  const becomesLoaned = keepsBookingsAway && machine.status !== 'loaned';
  const [before, after] = [{ with: null }, { with: to, dueAt }];
  if (becomesLoaned)
    return writeMachine(ctx, tx, afterCommit, {
      id: machine.id,
      revision: null,
      data: { status: 'loaned' },
      action: 'machine.check-out',
      describe: () => ({
        before: { ...before, status: machine.status },
        after: { ...after, status: 'loaned' },
      }),
      check: (inner, was, later) => allowStatus(ctx, inner, later, was, 'loaned'),
    });
  await tellAct(ctx, tx, afterCommit, machine, { action: 'machine.check-out', before, after });
}
