import { Prisma } from '@/prisma/generated/client.ts';
import { decidePower, wakeAtOf } from '@/shared/domain/power-policy.ts';
import { formatDuration } from '@/shared/domain/format.ts';
import type { LabPowerRule } from '@/shared/schemas/power.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { labClock, moveTo } from './internal.ts';
import { awakeOf, type PowerRow, readPowerRows, sightOf } from './read-rows.ts';
import { readLabRule } from './rules.ts';

const MINUTE_MS = 60_000;

/** Why somebody can't put a machine to sleep now, as a sentence; null: they can. */
export function sleepRefusalOf(
  row: PowerRow,
  rows: readonly PowerRow[],
  lab: LabPowerRule,
  now: Date,
): string | null {
  const sight = sightOf(row, rows, lab, now);
  if (row.known.state !== 'awake') return `${row.name} is asleep, or on its way.`;
  if (row.connection !== 'online') return `No word from the agent of ${row.name} now.`;
  if (sight.need !== null) return `${row.name} stays awake: ${sight.need}.`;
  if (sight.obstacle !== null) return `${row.name} stays awake: ${sight.obstacle}.`;
  const wakeAt = wakeAtOf(sight.nextNeedAt, sight.rule);
  return wakeAt !== null && wakeAt <= now
    ? `${row.name} would be woken again at once: a booking begins before long.`
    : null;
}

/** By a person, whatever the rule is: it sleeps until it is needed or woken. Throws with why it stays awake. */
export async function sleepNow(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  const lab = await readLabRule(ctx);
  const refusal = await putToSleep(ctx, id, lab, true);
  if (refusal !== null) throw new ServiceError('PRECONDITION_FAILED', refusal);
}

/**
 * Claims the machine under the locks of all that could wake it, so that of two none is left without a waker; asks its
 * agent, which looks by itself; then it counts as asleep. Returns why not, as a sentence.
 */
export async function putToSleep(
  ctx: ServiceContext,
  id: string,
  lab: LabPowerRule,
  byHand: boolean,
): Promise<string | null> {
  const claimed = await withTransaction(ctx, async (tx, afterCommit) => {
    const inTx = { db: tx as ServiceContext['db'], now: () => ctx.now() };
    await lockMachines(tx, [id, ...awakeOf(await readPowerRows(inTx)).map((it) => it.id)]);
    // Once more now that they stand still.
    const rows = await readPowerRows(inTx);
    const row = rows.find((it) => it.id === id);
    if (!row) return { refusal: 'There is no such active machine in this lab.' };
    const now = ctx.now();
    const sight = sightOf(row, rows, lab, now);
    const refusal = byHand
      ? sleepRefusalOf(row, rows, lab, now)
      : decidePower(sight, now).kind === 'sleep'
        ? null
        : `${row.name} is needed again.`;
    if (refusal !== null) return { refusal };
    const data = { byHand, tries: 0, nextTryAt: null, wakeAt: wakeAtOf(sight.nextNeedAt, sight.rule) };
    const words = 'It is being put to sleep.';
    const isOurs = await moveTo(ctx, tx, afterCommit, { row, to: 'falling', words, data, event: null });
    if (!isOurs) return { refusal: `${row.name} is on its way already.` };
    if (byHand) await audit(ctx, tx, row);
    return {
      row: { ...row, isNew: false, known: { ...row.known, state: 'falling' as const, tries: 0 } },
      sight,
    };
  });
  if ('refusal' in claimed) return claimed.refusal!;
  const { row, sight } = claimed;
  try {
    await ctx.agents.send(id, 'machine:sleep', {});
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return keepAwake(ctx, row, error.message, sight.rule.idleMinutes);
  }
  const at = await labClock(ctx);
  const next = sight.nextNeedAt ? `; the next booking is at ${at(sight.nextNeedAt)}` : '; no booking ahead';
  const why = byHand
    ? `${ctx.actor.name} put it to sleep`
    : `nobody has needed it for ${formatDuration(sight.rule.idleMinutes * MINUTE_MS)}`;
  await withTransaction(ctx, async (tx, afterCommit) => {
    await lockMachines(tx, [id]);
    const text = `Put to sleep: ${why}${next}`;
    const isAsleep = await moveTo(ctx, tx, afterCommit, {
      row,
      to: 'asleep',
      words: `${text}.`,
      event: { text },
    });
    // Its last reading is not what it draws asleep, which nobody measures.
    if (isAsleep)
      await tx.agent.updateMany({
        where: { machineId: id, state: { in: ['online', 'suspect'] } },
        data: { state: 'asleep', reading: Prisma.DbNull },
      });
  });
  return null;
}

async function keepAwake(ctx: ServiceContext, row: PowerRow, why: string, minutes: number): Promise<string> {
  const words = `It was not put to sleep: ${why}`;
  const isNews = row.words !== words;
  await withTransaction(ctx, async (tx, afterCommit) => {
    await moveTo(ctx, tx, afterCommit, {
      row,
      to: 'awake',
      words,
      data: { notBefore: new Date(ctx.now().getTime() + minutes * MINUTE_MS), byHand: false, wakeAt: null },
      event: isNews ? { text: words.replace(/\.$/, '') } : null,
    });
  });
  return `${row.name} was not put to sleep: ${why}`;
}

const audit = (ctx: ServiceContext, tx: Transaction, { id, name }: PowerRow): Promise<void> =>
  emitAudit(ctx, tx, {
    action: 'machine.sleep',
    objectType: 'machine',
    objectId: id,
    objectName: name,
  });
