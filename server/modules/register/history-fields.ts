import { getMacModel } from '@/shared/data/mac-models.ts';
import { REGISTER_FIELDS, type RegisterFieldKind } from '@/shared/domain/register-fields.ts';
import type { AuditFields } from '@/shared/schemas/audit.ts';
import type { FieldChange, Told, ToldKind } from '@/shared/schemas/machine-history.ts';
import type { ServiceContext } from '../../context.ts';
import { toTold } from './tell-observed.ts';

type Field = { label: string; kind: ToldKind; of?: 'person' | 'team' | 'model'; isPrivate?: true };
type Sides = { before: AuditFields; after: AuditFields };

const KINDS: Record<RegisterFieldKind, Pick<Field, 'kind' | 'of'>> = {
  text: { kind: 'text' },
  note: { kind: 'text' },
  date: { kind: 'date' },
  money: { kind: 'money' },
  rate: { kind: 'rate' },
  months: { kind: 'months' },
  gigabytes: { kind: 'memory' },
  person: { kind: 'text', of: 'person' },
  team: { kind: 'text', of: 'team' },
  model: { kind: 'text', of: 'model' },
  ownership: { kind: 'ownership' },
  status: { kind: 'status' },
};

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
  const own = shown.map(({ key, label, kind }): [string, Field] => [
    key,
    { label, ...KINDS[kind], ...(key === 'diskBytes' && { kind: 'disk' as const }) },
  ]);
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
    const own = [...fields].flatMap(([field, { label, kind, of }]) =>
      field in before || field in after
        ? [{ field, label, kind, from: tell(names, of, before[field]), to: tell(names, of, after[field]) }]
        : [],
    );
    return [...own, ...customChanges(names, recordOf(before['custom']), recordOf(after['custom']))];
  });
}

type Names = {
  person: Map<string, string>;
  team: Map<string, string>;
  custom: Map<string, { label: string; kind: ToldKind }>;
};

const tell = (names: Names, of: Field['of'], value: unknown): Told => {
  const told = toTold(value);
  if (of === undefined || typeof told !== 'string') return told;
  if (of === 'model') return getMacModel(told)?.name ?? told;
  return names[of].get(told) ?? (of === 'person' ? 'somebody who has left' : 'a team that is gone');
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

const CUSTOM_KINDS: Record<string, ToldKind> = { number: 'number', date: 'date', yes_no: 'yes_no' };

async function readNames({ db }: ServiceContext, entries: readonly Sides[]): Promise<Names> {
  const all = (field: string) =>
    entries.flatMap(({ before, after }) =>
      [before[field], after[field]].flatMap((it) => (typeof it === 'string' ? [it] : [])),
    );
  const select = { id: true, name: true } as const;
  const [people, teams, fields] = await Promise.all([
    db.user.findMany({ where: { id: { in: all('ownerId') } }, select }),
    db.team.findMany({ where: { id: { in: all('ownerTeamId') } }, select }),
    db.customField.findMany({ select: { id: true, label: true, kind: true } }),
  ]);
  return {
    person: new Map(people.map((it) => [it.id, it.name])),
    team: new Map(teams.map((it) => [it.id, it.name])),
    custom: new Map(
      fields.map(({ id, label, kind }) => [id, { label, kind: CUSTOM_KINDS[kind] ?? ('text' as const) }]),
    ),
  };
}
