import { tryAgainMs } from '@/shared/domain/power-policy.ts';
import { chooseWaker } from '@/shared/domain/wake-path.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { labClock, moveTo } from './internal.ts';
import { awakeOf, type PowerRow, readPowerRows, wakeableOf } from './read-rows.ts';

const AWAKE_AFTER_MS = 30 * 60_000;

/** Why somebody can't have a machine woken now, as a sentence; null: they can. */
export function wakeRefusalOf(row: PowerRow, rows: readonly PowerRow[]): string | null {
  if (row.connection === 'online' || row.connection === 'never' || row.connection === 'revoked')
    return row.connection === 'online'
      ? `${row.name} is awake.`
      : `${row.name} has no agent that could answer.`;
  const path = chooseWaker(wakeableOf(row), awakeOf(rows).map(wakeableOf), 0);
  return 'refusal' in path ? path.refusal : null;
}

/** Whose the machine is now, or before long: theirs it is to have woken, beside admins. */
export async function readWakerOf(
  ctx: Pick<ServiceContext, 'db' | 'now'>,
  row: PowerRow | undefined,
): Promise<{ ownerId: string }> {
  const { block } = row ?? { block: null };
  if (!block?.bookingId || block.startsAt.getTime() > ctx.now().getTime() + AWAKE_AFTER_MS)
    return { ownerId: '' };
  const booking = await ctx.db.booking.findUnique({
    where: { id: block.bookingId },
    select: { personId: true },
  });
  return { ownerId: booking?.personId ?? '' };
}

/** By a person: it is woken as for a slot, and is not put to sleep by rule for half an hour after. */
export async function wakeNow(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  const rows = await readPowerRows(ctx);
  const row = rows.find((it) => it.id === id);
  authorize(ctx, 'machine:wake-own', await readWakerOf(ctx, row));
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such active machine in this lab.');
  const refusal = wakeRefusalOf(row, rows);
  if (refusal !== null) throw new ServiceError('PRECONDITION_FAILED', refusal);
  await withTransaction(ctx, (tx) =>
    emitAudit(ctx, tx, {
      action: 'machine.wake',
      objectType: 'machine',
      objectId: id,
      objectName: row.name,
    }),
  );
  await sendWake(
    ctx,
    { ...row, known: { ...row.known, nextTryAt: null } },
    rows,
    `${ctx.actor.name} wakes it`,
  );
}

/** What a machine is woken for, as a clause. */
export async function wakeReason(ctx: ServiceContext, { block }: PowerRow): Promise<string> {
  const at = await labClock(ctx);
  if (block === null) return 'It is needed again, so it is woken';
  const what = { booking: 'the booking', maintenance: 'the maintenance', hold: 'who holds it' }[block.kind];
  return `It is woken for ${what} at ${at(block.startsAt)}`;
}

/** One packet by one waker. `begins`: why it is woken at all, when this is the first. Of two portals one sends it. */
export async function sendWake(
  ctx: ServiceContext,
  row: PowerRow,
  rows: readonly PowerRow[],
  begins: string | null,
): Promise<void> {
  const now = ctx.now();
  const tries = begins === null ? row.known.tries : 0;
  const path = chooseWaker(wakeableOf(row), awakeOf(rows).map(wakeableOf), tries);
  const data = {
    tries: tries + 1,
    nextTryAt: new Date(now.getTime() + tryAgainMs(tries + 1)),
    ...(begins === null ? {} : { since: now, notBefore: new Date(now.getTime() + AWAKE_AFTER_MS) }),
  };
  const to = begins === null ? row.known.state : 'waking';
  const words =
    'refusal' in path
      ? path.refusal
      : `${path.wakerName} has sent it ${tries === 0 ? 'a packet' : `packet ${tries + 1}`} to ${path.broadcast}.`;
  const isOurs = await withTransaction(ctx, (tx, afterCommit) =>
    moveTo(ctx, tx, afterCommit, { row, to, words, data, event: begins === null ? null : { text: begins } }),
  );
  if (!isOurs || 'refusal' in path) return;
  try {
    await ctx.agents.send(path.wakerId, 'machine:wake', { mac: path.mac, broadcast: path.broadcast });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    await ctx.db.machinePower.updateMany({
      where: { machineId: row.id, state: to },
      data: { words: `${path.wakerName} could not send it the packet: ${error.message}` },
    });
  }
}
