import type * as z from 'zod';
import { Prisma } from '@/prisma/generated/client.ts';
import { observedField, OBSERVED_FIELDS } from '@/shared/domain/observed-fields.ts';
import { AuditFields } from '@/shared/schemas/audit.ts';
import type { HistoryPage, ListHistoryInput, MachineChange } from '@/shared/schemas/machine-history.ts';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { historyFields, tellChanges } from './history-fields.ts';
import { toTold } from './tell-observed.ts';

type Input = z.output<typeof ListHistoryInput>;
type Entry = { id: string; at: Date; actorName: string; before: unknown; after: unknown };
type Change = MachineChange & { at: Date };

/** Acts that change what is entered of a machine. */
const FIELD_ACTIONS = [
  'machine.add',
  'machine.edit',
  'machine.rename',
  'machine.set-status',
  'machine.save-rental',
  'machine.check-out',
  'machine.check-in',
];

/** Who changed which field of a machine, when, from what to what: people's changes and its agent's, newest first. */
export async function listMachineHistory(
  ctx: ServiceContext,
  input: Input,
): Promise<z.output<typeof HistoryPage>> {
  authorize(ctx, 'lab:read');
  const shown = historyFields(may(ctx, 'machine:edit'));
  const entered = enteredBy(input.machineId, [...shown.keys(), 'custom']);
  const seen = seenOf(ctx, input.machineId);
  const [people, agent, [counted], ofAgent] = await Promise.all([
    ctx.db.$queryRaw<Entry[]>`
      SELECT id, at, "actorName", before, after FROM "AuditEntry" WHERE ${entered} ${after(input.cursor)}
      ORDER BY at DESC, id DESC LIMIT ${takeOf(input)}`,
    ctx.db.observedChange.findMany({
      where: { AND: [seen, olderThan('at', input.cursor)] },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: takeOf(input),
    }),
    ctx.db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM "AuditEntry" WHERE ${entered}`,
    ctx.db.observedChange.count({ where: seen }),
  ]);
  const told = await tellChanges(ctx, shown, people.map(sidesOf));
  const rows: Change[] = [
    ...people.map(({ id, at, actorName }, index) => ({ id, at, byName: actorName, changes: told[index]! })),
    ...agent.map(({ id, at, field, before, after: is }) => {
      const { label, kind } = observedField(field);
      const change = { field, label: `${label}, observed`, kind, from: toTold(before), to: toTold(is) };
      return { id, at, byName: null, changes: [change] };
    }),
  ];
  const page = toPage(
    rows.toSorted(newestFirst),
    input,
    ({ at, id }) => ({ at, id }),
    (row) => row,
  );
  return { ...page, total: (counted?.count ?? 0) + ofAgent };
}

const newestFirst = (a: Change, b: Change): number =>
  b.at.getTime() - a.at.getTime() || (b.id < a.id ? -1 : b.id > a.id ? 1 : 0);

const sidesOf = ({ before, after: is }: Entry) => ({
  before: AuditFields.safeParse(before).data ?? {},
  after: AuditFields.safeParse(is).data ?? {},
});

/** Entries that have a field which is shown; of an object both sides have the same names. */
const enteredBy = (machineId: string, names: string[]): Prisma.Sql => Prisma.sql`
  "objectType" = 'machine' AND "objectId" = ${machineId} AND action = ANY(${FIELD_ACTIONS})
  AND (before ?| ${names} OR after ?| ${names})`;

const after = (cursor: Cursor | null | undefined): Prisma.Sql =>
  cursor ? Prisma.sql`AND at <= ${cursor.at} AND (at < ${cursor.at} OR id < ${cursor.id})` : Prisma.empty;

function seenOf(ctx: ServiceContext, machineId: string): Prisma.ObservedChangeWhereInput {
  const hidden = Object.entries(OBSERVED_FIELDS).flatMap(([name, it]) => (it.isPrivate ? [name] : []));
  return { machineId, ...(!may(ctx, 'machine:edit') && { field: { notIn: hidden } }) };
}
