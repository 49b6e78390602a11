import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { lockProject } from './save-project.ts';

/** No new booking names an archived project; those that do go on, and reports keep it. It can be taken up again. */
export async function archiveProject(
  ctx: ServiceContext,
  { id, archived }: { id: string; archived: boolean },
): Promise<void> {
  authorize(ctx, 'project:manage');
  await withTransaction(ctx, async (tx) => {
    const { name } = await lockProject(tx, id);
    const { count } = await tx.project.updateMany({
      where: { id, archivedAt: archived ? null : { not: null } },
      data: { archivedAt: archived ? ctx.now() : null },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: archived ? 'project.archive' : 'project.restore',
      objectType: 'project',
      objectId: id,
      objectName: name,
    });
  });
}
