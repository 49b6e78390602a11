import type * as z from 'zod';
import { formatZonedMoment } from '@/shared/domain/format.ts';
import type { CordonMachineInput, Machine } from '@/shared/schemas/machine.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { getMachine, type LockedMachine, writeMachine } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';

const MINUTE_MS = 60_000;

/**
 * Keeps new sessions off a machine, and drains it where `drainMinutes` says so: what runs then ends with its answers,
 * after so many minutes at the latest; 0 ends it at once. Bookings stand, and their people are told. Once more with
 * another reason or drain changes both.
 */
export async function cordonMachine(
  ctx: ServiceContext,
  input: z.output<typeof CordonMachineInput>,
): Promise<Machine> {
  authorize(ctx, 'machine:edit');
  const { id, revision, reason, drainMinutes } = input;
  const now = ctx.now();
  const drainBy = drainMinutes === null ? null : new Date(now.getTime() + drainMinutes * MINUTE_MS);
  await withTransaction(ctx, (tx, afterCommit) =>
    writeMachine(ctx, tx, afterCommit, {
      id,
      revision,
      data: { cordonedAt: now, cordonedBy: ctx.actor.name, cordonReason: reason, drainBy },
      action: drainBy === null ? 'machine.cordon' : 'machine.drain',
      describe: () => ({ before: {}, after: { reason, until: drainBy } }),
      check: async (inTx, before, done) => {
        if (before.status === 'retired')
          throw new ServiceError(
            'PRECONDITION_FAILED',
            `${before.name} is retired: nothing starts on it anyway.`,
          );
        await tellBooked(ctx, inTx, done, before, { reason, drainBy });
      },
    }),
  );
  return getMachine(ctx, { id });
}

type Told = { reason: string; drainBy: Date | null };

/** Each whose booking holds the machine now or later hears what it comes to for them; who cordons knows. */
async function tellBooked(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, name }: LockedMachine,
  { reason, drainBy }: Told,
): Promise<void> {
  const now = ctx.now();
  const [bookings, lab] = await Promise.all([
    tx.booking.findMany({
      where: {
        status: { in: ['confirmed', 'pending'] },
        endsAt: { gt: now },
        endedAt: null,
        blocks: { some: { machineId: id } },
        ...(ctx.actor.kind === 'user' && { personId: { not: ctx.actor.id } }),
      },
      select: { id: true, personId: true, purpose: true, startsAt: true },
    }),
    tx.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } }),
  ]);
  const by = ctx.actor.name;
  const until = drainBy && formatZonedMoment(drainBy, lab?.timeZone ?? 'UTC', now);
  const runs =
    until === null
      ? 'What runs goes on.'
      : drainBy! <= now
        ? 'What runs on it ends now.'
        : `What runs on it ends with its answers, at the latest at ${until}.`;
  await notify(
    ctx,
    tx,
    afterCommit,
    bookings.map((it) => ({
      personId: it.personId,
      kind: 'booking.degraded' as const,
      title: `No session starts on ${name}, which you booked for “${it.purpose}”`,
      text: `${by} ${drainBy === null ? 'cordoned' : 'drains'} ${name}: ${reason}. ${it.startsAt <= now ? `${runs} ` : ''}Your booking stands; take another machine in its place, or ask ${by}.`,
      link: `/bookings/${it.id}`,
      dedupeKey: `machine.cordon ${it.id} ${id} ${now.toISOString()}`,
    })),
  );
}
