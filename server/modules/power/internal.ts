import type { Prisma } from '@/prisma/generated/client.ts';
import { formatZonedMoment } from '@/shared/domain/format.ts';
import type { PowerState } from '@/shared/schemas/power.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { keepEvents } from '../agents/index.ts';
import { announceMachines } from '../inventory/index.ts';
import type { PowerRow } from './read-rows.ts';

/** A moment in the lab's words, with its zone. */
export async function labClock(ctx: Pick<ServiceContext, 'db' | 'now'>): Promise<(at: Date) => string> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } });
  return (at) => formatZonedMoment(at, lab?.timeZone ?? 'UTC', ctx.now());
}

type Move = {
  row: PowerRow;
  to: PowerState;
  words: string;
  data?: Prisma.MachinePowerUncheckedUpdateManyInput;
  /** For the machine's timeline; null: nothing that people need to read. */
  event: { text: string; isFault?: boolean } | null;
};

/**
 * Takes a machine from the state it was read in to another, with its timeline. False when another portal has moved it
 * meanwhile. The machine's row is locked by the caller where agents may speak.
 */
export async function moveTo(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { row, to, words, data, event }: Move,
): Promise<boolean> {
  const now = ctx.now();
  await createRow(tx, row);
  const { count } = await tx.machinePower.updateMany({
    where: { machineId: row.id, state: row.known.state, tries: row.known.tries },
    data: { state: to, words, ...(to === row.known.state ? {} : { since: now }), ...data },
  });
  if (count === 0) return false;
  if (event)
    await keepEvents(tx, row.id, now, [{ kind: 'power', text: event.text, isFault: event.isFault ?? false }]);
  await announceMachines(ctx, tx, afterCommit, [row.id]);
  return true;
}

export async function createRow(
  tx: Pick<Transaction, 'machinePower'>,
  { id, known, isNew }: PowerRow,
): Promise<void> {
  if (!isNew) return;
  const { since, neededAt } = known;
  await tx.machinePower.createMany({
    data: [{ machineId: id, state: 'awake', since, neededAt }],
    skipDuplicates: true,
  });
}
