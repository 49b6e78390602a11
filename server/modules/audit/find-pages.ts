import { type ThingPage, auditPageOf, hasOwnPage, type OwnPageKind } from '@/shared/domain/audit-pages.ts';
import type { ServiceContext } from '../../context.ts';

type Db = Pick<
  ServiceContext['db'],
  'machine' | 'booking' | 'session' | 'incident' | 'conversation' | 'comparison'
>;
type Thing = { objectType: string; objectId: string };

/** The entries with the page of each one's thing. A chat has one for others only while it is shared with the lab. */
export async function findPages<Entry extends Thing>(
  db: Db,
  entries: readonly Entry[],
): Promise<(Entry & { page: ThingPage | null })[]> {
  const wanted = new Map<OwnPageKind, Set<string>>();
  for (const { objectType: kind, objectId } of entries) {
    if (hasOwnPage(kind)) wanted.set(kind, (wanted.get(kind) ?? new Set()).add(objectId));
  }
  const found = await Promise.all(
    [...wanted].map(async ([kind, ids]) => {
      const rows = await readThere(db, kind, [...ids]);
      return rows.map(({ id }) => `${kind} ${id}`);
    }),
  );
  const there = new Set(found.flat());
  return entries.map((it) => ({ ...it, page: auditPageOf(it, (kind, id) => there.has(`${kind} ${id}`)) }));
}

function readThere(db: Db, kind: OwnPageKind, ids: string[]): Promise<{ id: string }[]> {
  const of = { where: { id: { in: ids } }, select: { id: true } } as const;
  const shared = { where: { ...of.where, shared: true }, select: of.select } as const;
  switch (kind) {
    case 'machine':
      return db.machine.findMany(of);
    case 'booking':
      return db.booking.findMany(of);
    case 'session':
      return db.session.findMany(of);
    case 'incident':
      return db.incident.findMany(of);
    case 'conversation':
      return db.conversation.findMany(shared);
    case 'comparison':
      return db.comparison.findMany(shared);
  }
}
