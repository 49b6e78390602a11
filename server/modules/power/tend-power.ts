import type { Judgement } from '@/shared/domain/judgement.ts';
import { formatDuration } from '@/shared/domain/format.ts';
import { decidePower, type PowerSight, type PowerStep, wakeAtOf } from '@/shared/domain/power-policy.ts';
import type { PowerState } from '@/shared/schemas/power.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import { createRow, labClock, moveTo } from './internal.ts';
import { putToSleep } from './put-to-sleep.ts';
import { type PowerRow, readPowerRows, sightOf } from './read-rows.ts';
import { readLabRule } from './rules.ts';
import { sendWake, wakeReason } from './wake.ts';

const MINUTE_MS = 60_000;
/** How exactly it is kept since when nobody needs a machine. */
const KEPT_TO_MS = 30_000;

/**
 * Puts machines to sleep that nobody needs, wakes those that are needed before long, and tells whose slot comes when one
 * does not wake. A portal that was itself away puts none to sleep: it may not have seen who needed it.
 */
export async function tendPower(ctx: ServiceContext, { mayJudge }: Judgement): Promise<void> {
  const lab = await readLabRule(ctx);
  if (lab.mode === 'keep_awake' && !(await isAnyLookedAfter(ctx))) return;
  const rows = await readPowerRows(ctx);
  for (const row of rows) {
    const now = ctx.now();
    const sight = sightOf(row, rows, lab, now);
    const step = decidePower(sight, now);
    if (step.kind === 'sleep') {
      if (mayJudge && (await putToSleep(ctx, row.id, lab, false)) === null) row.known.state = 'asleep';
    } else if (step.kind === 'wake') {
      const isFirst = row.known.state === 'asleep';
      await sendWake(ctx, row, rows, isFirst ? await wakeReason(ctx, row) : null);
    } else if (step.kind === 'give_up') await giveUp(ctx, row);
    else if (step.kind === 'stay') await keep(ctx, row, sight, step);
    else await settle(ctx, row, step);
  }
}

const isAnyLookedAfter = async (ctx: ServiceContext): Promise<boolean> =>
  (await ctx.db.machine.findFirst({
    where: { OR: [{ powerMode: 'sleep' }, { power: { isNot: null } }] },
    select: { id: true },
  })) !== null;

async function keep(
  ctx: ServiceContext,
  row: PowerRow,
  sight: PowerSight,
  { neededAt, why }: Extract<PowerStep, { kind: 'stay' }>,
): Promise<void> {
  const wakeAt = row.known.state === 'asleep' ? wakeAtOf(sight.nextNeedAt, sight.rule) : null;
  const words = why ?? row.words;
  const isOld = Math.abs(neededAt.getTime() - row.known.neededAt.getTime()) >= KEPT_TO_MS;
  const isOther = wakeAt?.getTime() !== row.wakeAt?.getTime() && row.known.state === 'asleep';
  if (!row.isNew && !isOld && !isOther && words === row.words) return;
  await withTransaction(ctx, async (tx, afterCommit) => {
    if (isOther || words !== row.words) {
      const data = { neededAt, wakeAt };
      await moveTo(ctx, tx, afterCommit, { row, to: row.known.state, words, data, event: null });
    } else {
      await createRow(tx, row);
      await tx.machinePower.updateMany({
        where: { machineId: row.id, state: row.known.state },
        data: { neededAt },
      });
    }
  });
}

type Settled = Extract<PowerStep, { kind: 'stir' | 'doze' | 'awake' }>;

/** It is up again, or asleep again after a moment. */
async function settle(ctx: ServiceContext, row: PowerRow, step: Settled): Promise<void> {
  const now = ctx.now();
  const to: PowerState = step.kind === 'stir' ? 'stirring' : step.kind === 'doze' ? 'asleep' : 'awake';
  const { words, event } = settledWords(row, step, now);
  const data =
    step.kind === 'awake'
      ? {
          neededAt: now,
          byHand: false,
          tries: 0,
          nextTryAt: null,
          wakeAt: null,
          ...(step.how === 'stayed' && { notBefore: new Date(now.getTime() + 10 * MINUTE_MS) }),
        }
      : {};
  await withTransaction(ctx, async (tx, afterCommit) => {
    await lockMachines(tx, [row.id]);
    const isOurs = await moveTo(ctx, tx, afterCommit, { row, to, words, data, event });
    if (isOurs && step.kind === 'doze')
      await tx.agent.updateMany({
        where: { machineId: row.id, state: { in: ['suspect', 'lost'] } },
        data: { state: 'asleep' },
      });
  });
}

function settledWords(row: PowerRow, step: Settled, now: Date) {
  if (step.kind !== 'awake') return { words: row.words, event: null };
  const text = {
    woken: `Woken: it answered after ${formatDuration(now.getTime() - row.known.since.getTime())}`,
    by_itself: 'Awake again without the portal having woken it',
    stayed: 'It was told to sleep, and did not',
  }[step.how];
  return { words: `${text}.`, event: { text, isFault: step.how === 'stayed' } };
}

/** Its time is up: it counts as lost from now on, and who has its slot hears what helps while there is time. */
async function giveUp(ctx: ServiceContext, row: PowerRow): Promise<void> {
  const at = await labClock(ctx);
  const { tries, since } = row.known;
  const text = `${row.name} did not wake: it was sent ${tries} ${tries === 1 ? 'packet' : 'packets'} since ${at(since)}. ${row.words}`;
  const remedy =
    'Press its power button. Then see on its page what macOS has to be set to, and that its network cable is in.';
  await withTransaction(ctx, async (tx, afterCommit) => {
    await lockMachines(tx, [row.id]);
    const words = `${text} ${remedy} It is tried on.`;
    const event = { text: `It did not wake after ${tries} tries`, isFault: true };
    const isOurs = await moveTo(ctx, tx, afterCommit, { row, to: 'unwakeable', words, event });
    if (!isOurs) return;
    await tx.agent.updateMany({
      where: { machineId: row.id, state: { in: ['asleep', 'suspect'] } },
      data: { state: 'lost' },
    });
    const bookingId = row.block?.bookingId;
    const booking = bookingId
      ? await tx.booking.findUnique({ where: { id: bookingId }, select: { personId: true, purpose: true } })
      : null;
    if (!booking) return;
    await notify(ctx, tx, afterCommit, [
      {
        personId: booking.personId,
        kind: 'booking.degraded',
        title: `${row.name} does not wake for “${booking.purpose}”`,
        text: `${text} ${remedy} Your booking stands; you can also take another machine in its place.`,
        link: `/bookings/${bookingId}`,
        dedupeKey: `power.wake_failed ${bookingId} ${row.id} ${since.toISOString()}`,
      },
    ]);
  });
}
