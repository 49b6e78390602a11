import { BYTE_ORDER_MARK, csvLine } from '@/shared/domain/csv/csv-line.ts';
import type { AuditSide } from '@/shared/domain/audit-change.ts';
import { tellAuditWhole } from '@/shared/domain/audit-words.ts';
import type { AuditEntry, AuditFilter } from '@/shared/schemas/audit.ts';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from './emit-audit.ts';
import { readAudit } from './list-audit.ts';

const PAGE = 200;
const HEADS = [
  'at',
  'who',
  'what',
  'action',
  'thing',
  'thing_name',
  'thing_id',
  'before',
  'after',
  'actor_kind',
  'actor_id',
  'address',
  'request_id',
];

/** What the filter means as a file, newest first. That somebody takes it is an entry itself. */
export async function* streamAudit(
  ctx: ServiceContext,
  filter: AuditFilter,
  type: 'csv' | 'json',
): AsyncGenerator<string> {
  authorize(ctx, 'audit:read');
  const lab = await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } });
  const [tariff] = await ctx.db.tariff.findMany({ orderBy: { validFrom: 'desc' }, take: 1 });
  const clock = { timeZone: lab.timeZone, now: ctx.now(), currency: tariff?.currency ?? 'EUR' };
  await withTransaction(ctx, async (tx) =>
    emitAudit(ctx, tx, {
      action: 'audit.export',
      objectType: 'audit',
      objectId: 'audit',
      objectName: type === 'csv' ? 'CSV' : 'JSON',
      after: await tellFilter(tx, filter),
    }),
  );
  if (type === 'csv') yield BYTE_ORDER_MARK + csvLine(HEADS);
  else yield '[';
  let isFirst = true;
  for await (const row of rowsOf(ctx, filter)) {
    if (type === 'csv') yield csvLine(toLine(row, tellAuditWhole(row, clock)));
    else yield `${isFirst ? '' : ','}\n${JSON.stringify({ ...row, what: tellAuditWhole(row, clock) })}`;
    isFirst = false;
  }
  if (type === 'json') yield '\n]\n';
}

/** Which entries were meant, with a person’s name in place of an id. */
async function tellFilter(
  tx: Pick<Transaction, 'user'>,
  { personId, from, to, ...others }: AuditFilter,
): Promise<AuditSide> {
  const person = personId && (await tx.user.findUnique({ where: { id: personId }, select: { name: true } }));
  return {
    ...(personId && { person: person ? person.name : personId }),
    ...(from && { from }),
    ...(to && { to }),
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value != null)),
  };
}

export async function* rowsOf(ctx: ServiceContext, filter: AuditFilter): AsyncGenerator<AuditEntry> {
  let cursor: Cursor | null = null;
  do {
    const page: { rows: AuditEntry[]; nextCursor: Cursor | null } = await readAudit(ctx, {
      ...filter,
      cursor,
      limit: PAGE,
    });
    yield* page.rows;
    cursor = page.nextCursor;
  } while (cursor);
}

const toLine = (row: AuditEntry, what: string) => [
  row.at,
  row.actorName,
  what,
  row.action,
  row.objectType,
  row.objectName,
  row.objectId,
  row.before && JSON.stringify(row.before),
  row.after && JSON.stringify(row.after),
  row.actorKind,
  row.actorId,
  row.address,
  row.requestId,
];
