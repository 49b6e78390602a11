import type * as z from 'zod';
import type { MachineRental } from '@/prisma/generated/client.ts';
import type { Rental, RentalFields, SaveRentalInput } from '@/shared/schemas/rental.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import type { AuditSide } from '../audit/index.ts';
import { writeMachine } from '../inventory/index.ts';
import { readRental } from './read-rental.ts';

const PENDING = 'pending';

/** Writes what is entered of a rented machine's host. CONFLICT when the machine was changed meanwhile. */
export async function saveRental(
  ctx: ServiceContext,
  { machineId, revision, rental }: z.output<typeof SaveRentalInput>,
): Promise<Rental> {
  authorize(ctx, 'machine:edit');
  const { allocatedAt, releasedAt } = rental;
  if (allocatedAt && releasedAt && releasedAt < allocatedAt)
    throw new ServiceError('VALIDATION', 'It is given back before it was allocated. Check both times.', {
      details: { field: 'releasedAt' },
    });
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await tx.machineRental.findUnique({ where: { machineId } });
    await writeMachine(ctx, tx, afterCommit, {
      id: machineId,
      revision,
      data: {},
      action: 'machine.save-rental',
      describe: () => ({ before: sideOf(before), after: sideOf(rental) }),
    });
    const data = {
      ...rental,
      priceAsOf: rental.priceAsOf === null ? null : new Date(`${rental.priceAsOf}T00:00:00Z`),
      ...stateOf(before, rental, ctx.now()),
    };
    await tx.machineRental.upsert({ where: { machineId }, create: { machineId, ...data }, update: data });
  });
  return (await readRental(ctx, { machineId }))!;
}

/** While the provider wipes a host nothing is charged: that time is added up when the state changes. */
function stateOf(before: MachineRental | null, { hostState }: RentalFields, now: Date) {
  if (before && before.hostState === hostState) return {};
  const wiped = before?.hostState === PENDING && before.hostStateAt;
  const sinceMs = wiped ? Math.max(0, now.getTime() - wiped.getTime()) : 0;
  return {
    hostStateAt: hostState === null ? null : now,
    pendingMs: (before?.pendingMs ?? 0) + sinceMs,
  };
}

type Side = Pick<RentalFields, Exclude<keyof RentalFields, 'hourlyPrice' | 'priceAsOf'>> & {
  hourlyPrice: { toNumber(): number } | number | null;
  priceAsOf: Date | string | null;
};
/** In the names of the history; `hourlyPrice` is no rate that anybody is charged. */
function sideOf(rental: Side | null): AuditSide {
  const price = rental?.hourlyPrice ?? null;
  const asOf = rental?.priceAsOf ?? null;
  return {
    provider: rental?.provider ?? null,
    instanceType: rental?.instanceType ?? null,
    hostId: rental?.hostId ?? null,
    hourlyPrice: typeof price === 'object' ? (price?.toNumber() ?? null) : price,
    priceAsOf: asOf instanceof Date ? asOf.toISOString().slice(0, 10) : asOf,
    minimumHours: rental?.minimumHours ?? null,
    allocatedAt: rental?.allocatedAt ?? null,
    releasedAt: rental?.releasedAt ?? null,
    hostState: rental?.hostState ?? null,
  };
}
