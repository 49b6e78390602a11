import type * as z from 'zod';
import type { AuditEntry } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** The newest entries first. */
export async function listAudit(
  ctx: ServiceContext,
  input: { limit: number },
): Promise<z.output<typeof AuditEntry>[]> {
  authorize(ctx, 'audit:read');
  return ctx.db.auditEntry.findMany({
    take: input.limit,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      at: true,
      actorName: true,
      action: true,
      objectType: true,
      objectName: true,
      detail: true,
    },
  });
}
