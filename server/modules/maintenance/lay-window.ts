import type { Policy } from '@/shared/domain/booking-policy.ts';
import { checkMaintenanceTimes } from '@/shared/domain/booking-rules.ts';
import type { Way } from '@/shared/schemas/maintenance.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { isExclusionViolation } from '../../prisma-errors.ts';
import {
  lockBooking,
  readPolicy,
  readMachineIds,
  readTakeableFrom,
  toServiceError,
  writeMove,
} from '../bookings/index.ts';
import { type LockedMachine, lockMachines } from '../inventory/index.ts';
import { askToMakeWay } from './ask-to-make-way.ts';
import { layBlocks } from './lay-blocks.ts';
import { readObstacles } from './read-in-the-way.ts';
import { refuseInTheWay } from './refuse-in-the-way.ts';

export type Wanted = {
  windowId: string;
  machineIds: string[];
  startsAt: Date;
  endsAt: Date;
  note: string | null;
  ways: Way[];
};
type Locked = {
  machines: LockedMachine[];
  moved: Map<string, Awaited<ReturnType<typeof lockBooking>>>;
};

type Sent = { id: string; machineIds: string[]; startsAt: Date; endsAt: Date; note: string; ways: Way[] };
type Write = (
  tx: Transaction,
  afterCommit: AfterCommit,
  asked: { wanted: Wanted; rules: Policy },
) => Promise<void>;

/** Runs `write` in a transaction with what was sent, its times being possible ones. */
export async function writeWindow(ctx: ServiceContext, input: Sent, write: Write): Promise<{ id: string }> {
  const times = checkMaintenanceTimes(input, ctx.now());
  if (!times.ok) throw toServiceError(times);
  const rules = await readPolicy(ctx.db, null);
  const { id, startsAt, endsAt, ways } = input;
  const machineIds = [...new Set(input.machineIds)];
  const wanted = { windowId: id, machineIds, startsAt, endsAt, note: input.note || null, ways };
  const written = withTransaction(ctx, (tx, afterCommit) => write(tx, afterCommit, { wanted, rules }));
  await written.catch((error: unknown) => {
    // Written past the locks, by another path: the constraint has the last word.
    throw isExclusionViolation(error) ? refuseInTheWay(ctx, [], rules) : error;
  });
  return { id };
}

/** The rows a window is decided on, in the order that everybody keeps: bookings that move, then machines. */
export async function lockForWindow(
  ctx: ServiceContext,
  tx: Transaction,
  { machineIds, ways }: Pick<Wanted, 'machineIds' | 'ways'>,
  alsoMachineIds: string[] = [],
): Promise<Locked> {
  const movedIds = ways.flatMap((it) => (it.kind === 'move' ? [it.bookingId] : [])).toSorted();
  const moved: Locked['moved'] = new Map();
  for (const id of movedIds) moved.set(id, await lockBooking(ctx, tx, id));
  const theirs = await readMachineIds(tx, movedIds);
  const locked = await lockMachines(tx, [...machineIds, ...alsoMachineIds, ...theirs]);
  const wanted = new Set(machineIds);
  const machines = locked.filter((it) => wanted.has(it.id));
  if (machines.length < wanted.size)
    throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  const retired = machines.find((it) => it.status === 'retired');
  if (retired)
    throw new ServiceError('PRECONDITION_FAILED', `${retired.name} is retired: nobody can book it anyway.`);
  return { machines, moved };
}

/**
 * Decides on a window and writes it with all that goes with it, its rows being locked: what is in the way without a
 * way out is a refusal that names it; what moves is moved, who is asked gets word.
 *
 * @returns the times written: a start that has just passed is now.
 */
export async function layWindow(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { wanted, locked, rules }: { wanted: Wanted; locked: Locked; rules: Policy },
): Promise<{ startsAt: Date; endsAt: Date }> {
  const { windowId, note, ways } = wanted;
  const { machines, moved } = locked;
  const machineIds = machines.map((it) => it.id);
  const wayOf = new Map(ways.map((way) => [way.bookingId, way]));
  const seen = checkMaintenanceTimes(wanted, ctx.now());
  if (!seen.ok) throw toServiceError(seen);
  const found = await readObstacles(tx, machineIds, seen, windowId);
  const open = found.filter((it) => it.bookingId === null || !wayOf.has(it.bookingId));
  if (open.length > 0) throw refuseInTheWay(ctx, open, rules);
  // Only now: while it waited for the machines they were still somebody else's.
  const takeableFrom = await readTakeableFrom(ctx, tx, machineIds, wanted.startsAt);
  const times = checkMaintenanceTimes(wanted, takeableFrom);
  if (!times.ok) throw toServiceError(times);
  const { startsAt, endsAt } = times;
  await tx.maintenanceWindow.upsert({
    where: { id: windowId },
    create: { id: windowId, startsAt, endsAt, note, createdAt: ctx.now(), createdById: personOf(ctx) },
    update: { startsAt, endsAt, note },
    select: { id: true },
  });
  await layBlocks(tx, { windowId, machineIds, startsAt, endsAt, note, obstacles: found });
  const inTheWay = new Set(found.map((it) => it.bookingId));
  for (const way of ways) {
    const booking = moved.get(way.bookingId);
    if (!inTheWay.has(way.bookingId)) continue;
    if (way.kind === 'move' && booking)
      await writeMove(ctx, tx, afterCommit, { booking, startsAt: way.startsAt, rules, windowId });
    else
      await askToMakeWay(ctx, tx, afterCommit, {
        bookingId: way.bookingId,
        windowId,
        startsAt,
        endsAt,
        note,
        rules,
      });
  }
  for (const machineId of machineIds) afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId }));
  return { startsAt, endsAt };
}

const personOf = ({ actor }: ServiceContext): string | null => (actor.kind === 'user' ? actor.id : null);
