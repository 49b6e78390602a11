import type { AuditEntry } from '@/shared/schemas/audit.ts';
import type { ServiceContext } from '../../context.ts';

const GONE = { name: null, email: null, address: null };
type Db = Pick<ServiceContext['db'], 'user' | 'invitation'>;

/**
 * Rows are never changed, so whoever was made anonymous is hidden where they are read: by the name they have now, and
 * without what an entry about them, or about the invitation they came by, says of their name, e-mail and addresses.
 */
export async function hideAnonymous(db: Db, rows: readonly AuditEntry[]): Promise<AuditEntry[]> {
  const [people, invitations] = await Promise.all([readPeople(db, rows), readInvitations(db, rows)]);
  if (people.size === 0 && invitations.size === 0) return [...rows];
  return rows.map((row) => {
    const actor = row.actorId === null ? undefined : people.get(row.actorId);
    const object = objectOf(row, people, invitations);
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

type Names = ReadonlyMap<string, string>;

function objectOf(
  { objectType, objectId }: AuditEntry,
  people: Names,
  invitations: Names,
): string | undefined {
  if (objectType === 'member') return people.get(objectId);
  return objectType === 'invitation' ? invitations.get(objectId) : undefined;
}

async function readPeople(db: Db, rows: readonly AuditEntry[]): Promise<Names> {
  const ids = rows.flatMap((it) => [it.actorId, it.objectType === 'member' ? it.objectId : null]);
  const known = [...new Set(ids.filter((it) => it !== null))];
  if (known.length === 0) return new Map();
  const gone = await db.user.findMany({
    where: { id: { in: known }, anonymisedAt: { not: null } },
    select: { id: true, name: true },
  });
  return new Map(gone.map((it) => [it.id, it.name]));
}

async function readInvitations(db: Db, rows: readonly AuditEntry[]): Promise<Names> {
  const ids = rows.flatMap((it) => (it.objectType === 'invitation' ? [it.objectId] : []));
  if (ids.length === 0) return new Map();
  const used = await db.invitation.findMany({
    where: { id: { in: [...new Set(ids)] }, usedBy: { anonymisedAt: { not: null } } },
    select: { id: true, usedBy: { select: { name: true } } },
  });
  return new Map(used.map((it) => [it.id, it.usedBy!.name]));
}

const hidden = (side: NonNullable<AuditEntry['before']>): NonNullable<AuditEntry['before']> =>
  Object.fromEntries(Object.entries(side).map(([name, value]) => [name, name in GONE ? null : value]));
