import { type Attachment, MOST_ATTACHMENTS } from '@/shared/schemas/attachment.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { lockMachine } from '../inventory/index.ts';
import { tellAct } from './tell-act.ts';
import { SHOWN_OF_ATTACHMENT, toAttachment } from './to-attachment.ts';

const GONE = 'There is no such attachment. Somebody may have deleted it.';

/** The files of a machine, newest first. */
export async function listAttachments(
  ctx: ServiceContext,
  { machineId, limit }: { machineId: string; limit: number },
): Promise<Attachment[]> {
  authorize(ctx, 'machine:edit');
  const rows = await ctx.db.attachment.findMany({
    where: { machineId },
    select: SHOWN_OF_ATTACHMENT,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: Math.min(limit, MOST_ATTACHMENTS),
  });
  return rows.map(toAttachment);
}

/** The file itself, for a download. */
export async function readAttachment(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<{ name: string; mediaType: string; bytes: Uint8Array }> {
  authorize(ctx, 'machine:edit');
  const row = await ctx.db.attachment.findUnique({
    where: { id },
    select: { name: true, mediaType: true, bytes: true },
  });
  if (!row) throw new ServiceError('NOT_FOUND', GONE);
  return row;
}

/** Not to be taken back. */
export async function removeAttachment(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'machine:edit');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const row = await tx.attachment.findUnique({ where: { id }, select: { machineId: true } });
    if (!row) throw new ServiceError('NOT_FOUND', GONE);
    const machine = await lockMachine(tx, row.machineId);
    const [removed] = await tx.$queryRaw<{ name: string; sizeBytes: number }[]>`
      DELETE FROM "Attachment" WHERE id = ${id} RETURNING name, "sizeBytes"`;
    if (!removed) throw new ServiceError('NOT_FOUND', GONE);
    await tellAct(ctx, tx, afterCommit, machine, {
      action: 'machine.remove-attachment',
      before: { file: removed.name, sizeBytes: removed.sizeBytes },
    });
  });
}
