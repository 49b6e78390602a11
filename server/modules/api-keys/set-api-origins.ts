import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** Pages of other sites that may call the API from a browser, in place of those before. */
export async function setApiOrigins(
  ctx: ServiceContext,
  input: { origins: string[] },
): Promise<{ origins: string[] }> {
  authorize(ctx, 'key:manage-any');
  const origins = [...new Set(input.origins)].toSorted();
  await withTransaction(ctx, async (tx) => {
    const lab = await tx.lab.findFirstOrThrow({ select: { id: true, name: true, apiOrigins: true } });
    await tx.lab.update({ where: { id: lab.id }, data: { apiOrigins: origins } });
    await emitAudit(ctx, tx, {
      action: 'lab.set-api-origins',
      objectType: 'lab',
      objectId: lab.id,
      objectName: lab.name,
      before: { origins: lab.apiOrigins },
      after: { origins },
    });
  });
  return { origins };
}
