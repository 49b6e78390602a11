import pg from 'pg';
import { lastDueAt } from '@/shared/domain/backup-rules.ts';
import { rolesThatMay } from '@/shared/domain/permissions.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { pruneBackups, type WrittenBackup, writeBackup } from '../../postgres/backup/write-backup.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';

const ADVISORY_LOCK = 4_711_003;
/** What keeps one from being made may pass; a full disk is not tried each minute. */
const AGAIN_AFTER_MS = 3_600_000;

type Options = { databaseUrl: string; secret: string | null; signal: AbortSignal };

/**
 * Makes the day's backup once its hour has come, by whichever portal looks first and has an hour set; a portal that was
 * down then makes it as it comes back. A failure is told to who may see backups, once a day, and tried again in an hour.
 */
export async function backUpWhenDue(
  ctx: ServiceContext,
  { databaseUrl, secret, signal }: Options,
): Promise<void> {
  const { backups } = ctx.portal;
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' } });
  if (!backups || backups.hour === null || !lab?.setUpAt) return;
  const dueAt = lastDueAt(backups.hour, lab.timeZone, ctx.now());
  // A lab that was made since has nothing to lose yet.
  if (lab.setUpAt > dueAt || !(await isDue(ctx, dueAt))) return;
  await alone(databaseUrl, async () => {
    // Another portal may have made it since.
    if (!(await isDue(ctx, dueAt))) return;
    const { folder, keep } = backups;
    const made = await writeBackup({ databaseUrl, folder, kind: 'daily', secret, signal }).catch(
      async (error: unknown) => {
        if (signal.aborted) return null;
        ctx.logger.error({ err: error }, 'the backup that was due could not be made');
        await tellFailed(ctx, folder, error as Error, dueAt);
        return null;
      },
    );
    if (!made) return;
    await tellMade(ctx, made);
    await pruneBackups(folder, keep, made.takenAt).catch(async (error: unknown) => {
      ctx.logger.error({ err: error }, 'old backups could not be taken away');
      await tellNotPruned(ctx, folder, error as Error, dueAt);
    });
  });
}

/** Portals that look at the same moment make one backup together. */
async function alone(databaseUrl: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
      ADVISORY_LOCK,
    ]);
    if (rows[0]!.mine) await work();
  } finally {
    await client.end();
  }
}

async function isDue(ctx: ServiceContext, dueAt: Date): Promise<boolean> {
  const last = await ctx.db.auditEntry.findFirst({
    where: { objectType: 'backup', action: { in: ['backup.make', 'backup.fail'] }, at: { gte: dueAt } },
    orderBy: { at: 'desc' },
  });
  if (!last) return true;
  return last.action === 'backup.fail' && ctx.now().getTime() - last.at.getTime() >= AGAIN_AFTER_MS;
}

function tellMade(ctx: ServiceContext, { file, bytes, rows, tookMs }: WrittenBackup): Promise<void> {
  return withTransaction(ctx, (tx) =>
    emitAudit(ctx, tx, {
      action: 'backup.make',
      objectType: 'backup',
      objectId: file,
      objectName: file,
      before: null,
      after: { bytes, rows, tookMs },
    }),
  );
}

function tellFailed(ctx: ServiceContext, folder: string, error: Error, dueAt: Date): Promise<void> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    const reason = error.message.slice(0, 500);
    await emitAudit(ctx, tx, {
      action: 'backup.fail',
      objectType: 'backup',
      objectId: folder,
      objectName: folder,
      before: null,
      after: { reason },
    });
    await tellKeepers(ctx, tx, afterCommit, {
      title: 'The lab’s backup could not be made',
      text: `${reason} It is tried again in an hour. On the portal’s computer npm run doctor says more.`,
      dedupeKey: `backup.fail ${dueAt.toISOString()}`,
    });
  });
}

/** The day's backup is good; the folder grows until somebody looks. */
function tellNotPruned(ctx: ServiceContext, folder: string, error: Error, dueAt: Date): Promise<void> {
  return withTransaction(ctx, (tx, afterCommit) =>
    tellKeepers(ctx, tx, afterCommit, {
      title: 'Old backups could not be taken away',
      text: `Today’s backup is made. Those before it stay in ${folder}: ${error.message.slice(0, 500)} It is tried again with the next.`,
      dedupeKey: `backup.prune ${dueAt.toISOString()}`,
    }),
  );
}

type Words = { title: string; text: string; dedupeKey: string };

/** Everybody who may see backups. */
async function tellKeepers(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  words: Words,
): Promise<void> {
  const people = await tx.user.findMany({
    where: { role: { in: rolesThatMay('audit:read') }, deactivatedAt: null },
    select: { id: true },
  });
  await notify(
    ctx,
    tx,
    afterCommit,
    people.map(({ id }) => ({
      personId: id,
      kind: 'alert.fired' as const,
      link: '/settings/backups',
      ...words,
    })),
  );
}
