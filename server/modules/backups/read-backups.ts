import type * as z from 'zod';
import { nextDueAt } from '@/shared/domain/backup-rules.ts';
import type { Backups, BackupTold, ReadBackupsInput } from '@/shared/schemas/backup.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** The backups the portals made by themselves, newest first, with when the next is due. */
export async function readBackups(
  ctx: ServiceContext,
  { limit }: z.output<typeof ReadBackupsInput>,
): Promise<Backups> {
  authorize(ctx, 'audit:read');
  const { folder, hour, keep } = ctx.portal.backups ?? { folder: '', hour: null, keep: 0 };
  const [lab, rows] = await Promise.all([
    ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' }, select: { timeZone: true } }),
    ctx.db.auditEntry.findMany({
      where: { objectType: 'backup', action: { in: ['backup.make', 'backup.fail'] } },
      orderBy: { at: 'desc' },
      take: limit,
    }),
  ]);
  const { timeZone } = lab;
  return {
    folder,
    hour,
    keep,
    timeZone,
    nextAt: hour === null ? null : nextDueAt(hour, timeZone, ctx.now()),
    rows: rows.map(toTold),
  };
}

function toTold({
  at,
  action,
  objectName,
  after,
}: {
  at: Date;
  action: string;
  objectName: string;
  after: unknown;
}): BackupTold {
  const told = (after ?? {}) as { bytes?: number; tookMs?: number; reason?: string };
  return {
    at,
    file: objectName,
    bytes: told.bytes ?? null,
    tookMs: told.tookMs ?? null,
    failure: action === 'backup.fail' ? (told.reason ?? 'Nothing is known of why.') : null,
  };
}
