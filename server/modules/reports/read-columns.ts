import { setImmediate as giveWay } from 'node:timers/promises';
import type { HotClient, Statement } from '../../db.ts';

/** The rows of a statement, a list a column, each in the rows' order. */
export type Columns<Row> = { [Name in keyof Row]: Row[Name][] };

/**
 * SQL of one value that holds all rows of `sql`: the driver goes through each cell of a row on its own, which costs more
 * than all the rest of a report.
 */
export const inColumns = (columns: readonly string[], sql: string): string =>
  `(SELECT json_build_object(${columns.map((it) => `'${it}', array_agg(t."${it}")`).join(', ')})::text FROM (${sql}) t)`;

/** Asks a statement whose one row has only values of `inColumns`, by their names. */
export async function readColumns<Tables extends Record<string, object>>(
  client: HotClient,
  statement: Statement,
  values: unknown[],
): Promise<{ [Name in keyof Tables]: Columns<Tables[Name]> }> {
  const [told] = await client.query<Record<keyof Tables, string>>(statement, values);
  const tables: Partial<Record<keyof Tables, object>> = {};
  for (const name of Object.keys(told!)) {
    const columns = JSON.parse(told![name]!) as Record<string, unknown[] | null>;
    for (const column of Object.keys(columns)) columns[column] ??= [];
    tables[name as keyof Tables] = columns;
    // Of thousands of rows each is a few milliseconds' work.
    await giveWay();
  }
  return tables as { [Name in keyof Tables]: Columns<Tables[Name]> };
}
