import { getMacModel } from '@/shared/data/mac-models.ts';
import { REGISTER_FIELDS } from '@/shared/domain/register-fields.ts';
import { type NamedKind, namedKind, nameOr } from '@/shared/domain/tell-field.ts';
import type { AuditFields } from '@/shared/schemas/audit.ts';
import type { ServiceContext } from '../../context.ts';

type Sides = { before: AuditFields | null; after: AuditFields | null };
export type NameOf = (of: NamedKind, id: string) => string;

/** Fields of which the audit holds an id, and of what. */
const NAMED = REGISTER_FIELDS.flatMap((it) => {
  const of = namedKind(it);
  return of ? [{ key: it.key, of }] : [];
});

/** What the ids in some entries are called now: people, teams and models. */
export async function readNamesOf(
  db: Pick<ServiceContext['db'], 'user' | 'team'>,
  entries: readonly Sides[],
): Promise<NameOf> {
  const idsOf = (kind: NamedKind): string[] => {
    const keys = NAMED.flatMap(({ key, of }) => (of === kind ? [key] : []));
    const values = entries.flatMap(({ before, after }) => keys.flatMap((it) => [before?.[it], after?.[it]]));
    return [...new Set(values.filter((it) => typeof it === 'string'))];
  };
  const read = (ids: string[]) => ({ where: { id: { in: ids } }, select: { id: true, name: true } }) as const;
  const [owners, owningTeams] = [idsOf('person'), idsOf('team')];
  const [people, teams] = await Promise.all([
    owners.length === 0 ? [] : db.user.findMany(read(owners)),
    owningTeams.length === 0 ? [] : db.team.findMany(read(owningTeams)),
  ]);
  const names = new Map([...people, ...teams].map((it) => [it.id, it.name]));
  return (of, id) => nameOr(of, id, of === 'model' ? getMacModel(id)?.name : names.get(id));
}

/** The entries with names where ids of people, teams and models are. */
export async function nameIds<Entry extends Sides>(
  db: Pick<ServiceContext['db'], 'user' | 'team'>,
  entries: readonly Entry[],
): Promise<Entry[]> {
  const nameOf = await readNamesOf(db, entries);
  const named = (side: AuditFields | null): AuditFields | null =>
    side && {
      ...side,
      ...Object.fromEntries(
        NAMED.flatMap(({ key, of }) => {
          const id = side[key];
          return typeof id === 'string' ? [[key, nameOf(of, id)]] : [];
        }),
      ),
    };
  return entries.map((it) => ({ ...it, before: named(it.before), after: named(it.after) }));
}
