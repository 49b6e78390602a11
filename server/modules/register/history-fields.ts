import { REGISTER_FIELDS } from '@/shared/domain/register-fields.ts';
import { type NamedKind, namedKind, toldKind } from '@/shared/domain/tell-field.ts';
import type { AuditFields } from '@/shared/schemas/audit.ts';
import type { FieldChange, Told, ToldKind } from '@/shared/schemas/machine-history.ts';
import type { ServiceContext } from '../../context.ts';
import { type NameOf, readNamesOf } from '../audit/index.ts';
import { toTold } from './tell-observed.ts';

type Field = { label: string; kind: ToldKind; of?: NamedKind; isPrivate?: true };
type Sides = { before: AuditFields; after: AuditFields };

/** What is entered beside the register's fields: the host of a rented machine, and in whose hands it is. */
const MORE: [string, Field][] = [
  ['provider', { label: 'Provider', kind: 'text' }],
  ['instanceType', { label: 'Instance type', kind: 'text' }],
  ['hostId', { label: 'Host', kind: 'text', isPrivate: true }],
  ['hourlyPrice', { label: 'Rent an hour', kind: 'rate' }],
  ['priceAsOf', { label: 'Rent looked up on', kind: 'date' }],
  ['minimumHours', { label: 'Least hours', kind: 'number' }],
  ['allocatedAt', { label: 'Allocated', kind: 'moment' }],
  ['releasedAt', { label: 'Given back', kind: 'moment' }],
  ['hostState', { label: 'Host state', kind: 'text' }],
  ['with', { label: 'In whose hands', kind: 'text' }],
  ['dueAt', { label: 'Due back', kind: 'moment' }],
];

/** The fields of a history by their names in the audit, without those that are for who keeps the register. */
export function historyFields(mayEdit: boolean): Map<string, Field> {
  const shown = REGISTER_FIELDS.filter((it) => mayEdit || !it.isPrivate);
  const own = shown.map((it): [string, Field] => {
    const of = namedKind(it);
    return [it.key, { label: it.label, kind: toldKind(it), ...(of && { of }) }];
  });
  return new Map([...own, ...MORE.filter(([, it]) => mayEdit || !it.isPrivate)]);
}

/** The changes of each entry, in the order of the fields; ids of persons, teams and models become their names. */
export async function tellChanges(
  ctx: ServiceContext,
  fields: ReadonlyMap<string, Field>,
  entries: readonly Sides[],
): Promise<FieldChange[][]> {
  const names = await readNames(ctx, entries);
  return entries.map(({ before, after }) => {
    const own = [...fields].flatMap(([field, { label, kind, of }]) => {
      if (!(field in before || field in after)) return [];
      const [from, to] = [tell(names, of, before[field]), tell(names, of, after[field])];
      // What a new machine was not given is no change of it.
      return from === to ? [] : [{ field, label, kind, from, to }];
    });
    return [...own, ...customChanges(names, recordOf(before['custom']), recordOf(after['custom']))];
  });
}

type Names = {
  nameOf: NameOf;
  custom: Map<string, { label: string; kind: ToldKind }>;
};

const tell = (names: Names, of: Field['of'], value: unknown): Told => {
  const told = toTold(value);
  if (of === undefined || typeof told !== 'string') return told;
  return names.nameOf(of, told);
};

const recordOf = (value: unknown): AuditFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as AuditFields) : {};

function customChanges({ custom }: Names, before: AuditFields, after: AuditFields): FieldChange[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return ids.flatMap((id) => {
    const [from, to] = [toTold(before[id]), toTold(after[id])];
    const field = custom.get(id) ?? { label: 'A field that is gone', kind: 'text' as const };
    return from === to ? [] : [{ field: id, ...field, from, to }];
  });
}

async function readNames({ db }: ServiceContext, entries: readonly Sides[]): Promise<Names> {
  const [nameOf, fields] = await Promise.all([
    readNamesOf(db, entries),
    db.customField.findMany({ select: { id: true, label: true, kind: true } }),
  ]);
  const told = fields.map(
    (it) => [it.id, { label: it.label, kind: toldKind({ ...it, key: it.id }) }] as const,
  );
  return { nameOf, custom: new Map(told) };
}
