import type { Prisma } from '@/prisma/generated/client.ts';
import type { AuditFilter } from '@/shared/schemas/audit.ts';

/** The rows a filter means. `find` looks in the names, the action, and for a whole request id or address. */
export function auditWhere(filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const { personId, actorKind, kind, objectId, from, to, find } = filter;
  const found = find ? { contains: find.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const } : null;
  return {
    AND: [
      personId ? { actorId: personId, actorKind: 'user' } : {},
      actorKind ? { actorKind } : {},
      kind ? (kind.includes('.') ? { action: kind } : { action: { startsWith: `${kind}.` } }) : {},
      objectId ? { objectId } : {},
      from ? { at: { gte: from } } : {},
      to ? { at: { lt: to } } : {},
      found
        ? {
            OR: [
              { objectName: found },
              { actorName: found },
              { action: found },
              { detail: found },
              { requestId: find! },
              { address: find! },
            ],
          }
        : {},
    ],
  };
}
