import type { AuditEntry } from '@/shared/schemas/audit.ts';
import type { ServiceContext } from '../../context.ts';

const GONE = { name: null, email: null, address: null };

/**
 * Rows are never changed, so whoever was made anonymous is hidden where they are read: by the name they have now, and
 * without what an entry about them says of their name, e-mail and addresses.
 */
export async function hideAnonymous(
  db: Pick<ServiceContext['db'], 'user'>,
  rows: readonly AuditEntry[],
): Promise<AuditEntry[]> {
  const ids = rows.flatMap((it) => [it.actorId, it.objectType === 'member' ? it.objectId : null]);
  const known = [...new Set(ids.filter((it) => it !== null))];
  if (known.length === 0) return [...rows];
  const gone = await db.user.findMany({
    where: { id: { in: known }, anonymisedAt: { not: null } },
    select: { id: true, name: true },
  });
  const names = new Map(gone.map((it) => [it.id, it.name]));
  if (names.size === 0) return [...rows];
  return rows.map((row) => {
    const actor = row.actorId === null ? undefined : names.get(row.actorId);
    const object = row.objectType === 'member' ? names.get(row.objectId) : undefined;
    return {
      ...row,
      ...(actor !== undefined && { actorName: actor, address: null }),
      ...(object !== undefined && {
        objectName: object,
        before: row.before && hidden(row.before),
        after: row.after && hidden(row.after),
      }),
    };
  });
}

const hidden = (side: NonNullable<AuditEntry['before']>): NonNullable<AuditEntry['before']> =>
  Object.fromEntries(Object.entries(side).map(([name, value]) => [name, name in GONE ? null : value]));
