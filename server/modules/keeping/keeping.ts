import type { Keeping, KeepingPreview } from '@/shared/schemas/keeping.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { keptSince, readOldest } from '../metrics/index.ts';
import { holdLab } from '../notices/index.ts';
import { readOldLogs } from '../sessions/index.ts';

const DAY_MS = 86_400_000;

/** For how many days the lab keeps readings and logs. */
export async function readKeeping(ctx: ServiceContext): Promise<Keeping> {
  authorize(ctx, 'lab:manage');
  return keepingOf(ctx.db);
}

async function keepingOf(db: Pick<Transaction, 'lab'>): Promise<Keeping> {
  const lab = await db.lab.findUniqueOrThrow({ where: { id: 'lab' } });
  return {
    secondsDays: lab.secondsKeptDays,
    minutesDays: lab.minutesKeptDays,
    logsDays: lab.logsKeptDays,
  };
}

/** What the nightly tidying would remove if these were the rules, as it is now. */
export async function previewKeeping(ctx: ServiceContext, input: Keeping): Promise<KeepingPreview> {
  authorize(ctx, 'lab:manage');
  const { chunksSince, minutesSince } = keptSince(ctx, input);
  const logsBefore = new Date(ctx.now().getTime() - input.logsDays * DAY_MS);
  const [oldest, logs] = await Promise.all([readOldest(ctx), readOldLogs(ctx, logsBefore)]);
  const gone = (at: Date | null, limit: Date) => ({
    before: limit,
    oldest: at !== null && at < limit ? at : null,
  });
  return {
    seconds: gone(oldest.seconds, chunksSince),
    minutes: gone(oldest.minutes, minutesSince),
    logs: { before: logsBefore, oldest: logs.oldest, sessions: logs.sessions },
  };
}

/** Sets for how long they are kept; what is older goes with the next tidying. */
export async function setKeeping(ctx: ServiceContext, input: Keeping): Promise<void> {
  authorize(ctx, 'lab:manage');
  await withTransaction(ctx, async (tx) => {
    await holdLab(tx);
    const before = await keepingOf(tx);
    await tx.lab.update({
      where: { id: 'lab' },
      data: {
        secondsKeptDays: input.secondsDays,
        minutesKeptDays: input.minutesDays,
        logsKeptDays: input.logsDays,
      },
    });
    await emitAudit(ctx, tx, {
      action: 'lab.set-keeping',
      objectType: 'lab',
      objectId: 'keeping',
      objectName: 'readings and logs',
      before,
      after: input,
    });
  });
}
