import { type Judgement, look, startWatch, type WatchLimits } from '@/shared/domain/judgement.ts';
import type { ServiceContext } from '../context.ts';
import { BATCH_SHAPES } from '../http/api/batch-shapes.ts';
import { BUDGETS_EACH_MS, evaluateAlerts, ROUND_MS } from '../modules/alerts/index.ts';
import { sweepLiveness } from '../modules/agents/index.ts';
import { tendBatches } from '../modules/batches/index.ts';
import {
  expireDueBookings,
  lapseRequests,
  offerFreed,
  sweepHolds,
  tendBookings,
} from '../modules/bookings/index.ts';
import { endDueLinks, purgeChats } from '../modules/chat/index.ts';
import { settleEnergy } from '../modules/energy/index.ts';
import { tendGenerations, timeOutGenerations } from '../modules/generations/index.ts';
import { noteCables } from '../modules/inventory/index.ts';
import { stageModels, tendCopies } from '../modules/model-store/index.ts';
import { tendPower } from '../modules/power/index.ts';
import { sendDueReports } from '../modules/report-mail/index.ts';
import { tendBenchmarks } from '../modules/results/index.ts';
import {
  drainMachines,
  preflightDueBookings,
  startDueSessions,
  startFailedAgain,
  sweepSessions,
  tendWarm,
} from '../modules/sessions/index.ts';
import { tendGuests } from '../modules/team/index.ts';
import type { Tick } from './ticker.ts';

/** How often the portal looks at what falls due. */
export const TICK_MS = 1000;

/**
 * What the portal looks at every second. All that holds a deadline against somebody is handed one judgement, which
 * comes from whether the portal has itself been looking all along. A booking's end is no judgement: it is the calendar.
 */
export function createSweeps(asJob: (name: string) => ServiceContext): Tick[] {
  const { now, timings } = asJob('sweeps');
  const limits: WatchLimits = {
    lateMs: Math.max(3 * TICK_MS, timings.suspectMs / 2),
    graceMs: 2 * timings.lostMs,
  };
  let watch = startWatch(now(), limits);
  const judgement = (): Judgement => ({ mayJudge: look(watch, now(), limits).mayJudge });
  return [
    {
      name: 'sweepLiveness',
      run: async () => {
        const { mayJudge, done } = look(watch, now(), limits);
        await sweepLiveness(asJob('sweepLiveness'), { mayJudge });
        watch = done;
      },
    },
    { name: 'noteCables', run: noteWhenTold(asJob) },
    { name: 'sweepSessions', run: () => sweepSessions(asJob('sweepSessions'), judgement()) },
    { name: 'tendWarm', run: () => tendWarm(asJob('tendWarm')) },
    { name: 'drainMachines', run: () => drainMachines(asJob('drainMachines')) },
    { name: 'timeOutGenerations', run: () => timeOutGenerations(asJob('timeOutGenerations'), judgement()) },
    { name: 'tendGenerations', run: () => tendGenerations(asJob('tendGenerations')) },
    { name: 'tendBatches', run: () => tendBatches(asJob('tendBatches'), BATCH_SHAPES) },
    { name: 'tendBenchmarks', run: () => tendBenchmarks(asJob('tendBenchmarks')) },
    { name: 'settleEnergy', run: () => settleEnergy(asJob('settleEnergy')) },
    { name: 'sweepHolds', run: () => sweepHolds(asJob('sweepHolds')) },
    { name: 'offerFreed', run: offerWhenFreed(asJob) },
    { name: 'expireDueBookings', run: () => expireDueBookings(asJob('expireDueBookings')) },
    { name: 'lapseRequests', run: () => lapseRequests(asJob('lapseRequests')) },
    { name: 'endDueLinks', run: () => endDueLinks(asJob('endDueLinks')) },
    {
      name: 'purgeChats',
      run: spaced(15_000, asJob, 'purgeChats', async (ctx) => void (await purgeChats(ctx))),
    },
    { name: 'evaluateAlerts', run: evaluateNowAndThen(asJob, judgement) },
    { name: 'tendBookings', run: spaced(5000, asJob, 'tendBookings', tendBookings) },
    {
      name: 'tendGuests',
      run: spaced(60_000, asJob, 'tendGuests', async (ctx) => void (await tendGuests(ctx))),
    },
    { name: 'sendDueReports', run: spaced(15_000, asJob, 'sendDueReports', sendDueReports) },
    { name: 'tendPower', run: spaced(5000, asJob, 'tendPower', (ctx) => tendPower(ctx, judgement())) },
    { name: 'tendCopies', run: () => tendCopies(asJob('tendCopies'), judgement()) },
    { name: 'stageModels', run: spaced(60_000, asJob, 'stageModels', stageModels) },
    {
      name: 'preflightDueBookings',
      run: spaced(15_000, asJob, 'preflightDueBookings', preflightDueBookings),
    },
    { name: 'startDueSessions', run: spaced(5000, asJob, 'startDueSessions', startDueSessions) },
    { name: 'startFailedAgain', run: spaced(5000, asJob, 'startFailedAgain', startFailedAgain) },
  ];
}

/** What nobody waits a second for. */
function spaced(
  everyMs: number,
  asJob: (name: string) => ServiceContext,
  name: string,
  work: (ctx: ServiceContext) => Promise<void>,
): () => Promise<void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const ctx = asJob(name);
    const nowMs = ctx.now().getTime();
    if (nowMs - lastMs < everyMs) return;
    lastMs = nowMs;
    await work(ctx);
  };
}

/** Rules by the round, budgets now and then. */
function evaluateNowAndThen(
  asJob: (name: string) => ServiceContext,
  judgement: () => Judgement,
): () => Promise<void> {
  let budgetsAtMs = 0;
  return spaced(ROUND_MS, asJob, 'evaluateAlerts', async (ctx) => {
    const withBudgets = ctx.now().getTime() - budgetsAtMs >= BUDGETS_EACH_MS;
    // Before it is done: what costs much or fails is not tried again at once.
    if (withBudgets) budgetsAtMs = ctx.now().getTime();
    await evaluateAlerts(ctx, { ...judgement(), withBudgets });
  });
}

/** The cables are looked at when a report told of them anew, and once at the start: a look costs every report. */
function noteWhenTold(asJob: (name: string) => ServiceContext): () => Promise<void> {
  let isDue = true;
  asJob('noteCables').bus.on('cables.told', () => {
    isDue = true;
  });
  return async () => {
    if (!isDue) return;
    isDue = false;
    try {
      await noteCables(asJob('noteCables'));
    } catch (error) {
      isDue = true;
      throw error;
    }
  };
}

/** What frees time without a word of it, as a turnaround that is over, or a portal that ended before it looked. */
const LOOK_AGAIN_MS = 60_000;

/** Who waits is offered to when something was freed here, and now and then for what other portals freed. */
function offerWhenFreed(asJob: (name: string) => ServiceContext): () => Promise<void> {
  const { bus, now } = asJob('offerFreed');
  let dueAtMs = 0;
  for (const event of [
    'booking.changed',
    'hold.changed',
    'wait.changed',
    'maintenance.changed',
    'machine.changed',
  ] as const)
    bus.on(event, () => {
      dueAtMs = 0;
    });
  return async () => {
    if (now().getTime() < dueAtMs) return;
    dueAtMs = now().getTime() + LOOK_AGAIN_MS;
    try {
      await offerFreed(asJob('offerFreed'));
    } catch (error) {
      dueAtMs = 0;
      throw error;
    }
  };
}
