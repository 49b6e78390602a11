import { BYTE_ORDER_MARK, csvLine, type CsvValue } from '@/shared/domain/csv/csv-line.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** Some rows at a time, so that who makes them can give way in between. */
type Rows<Row> = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;

/** Rows for spreadsheets, a line each; the head comes first, on its own. */
export async function* csvRows<Row>(
  rows: Rows<Row>,
  head: readonly CsvValue[],
  valuesOf: (row: Row) => CsvValue[],
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(head);
  for await (const some of rows) yield some.map((row) => csvLine(valuesOf(row))).join('');
}

/** Rows for programs under a head, a row a line so that they can be read as they come. */
export async function* jsonRows(rows: Rows<object>, head: object): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let between = '\n';
  for await (const some of rows) {
    if (some.length === 0) continue;
    yield between + some.map((row) => JSON.stringify(row)).join(',\n');
    between = ',\n';
  }
  yield '\n]}\n';
}

type Exported = { objectId: string; objectName: string } & Span;

/** Writes down that a report was taken out of the lab. */
export const auditExport = (
  ctx: ServiceContext,
  { objectId, objectName, from, to }: Exported,
): Promise<void> =>
  emitAudit(ctx, ctx.db, {
    action: 'report.export',
    objectType: 'report',
    objectId,
    objectName,
    after: { from, to },
  });
