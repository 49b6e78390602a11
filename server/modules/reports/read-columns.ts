import type { HotClient, Statement } from '../../db.ts';

/**
 * A statement whose rows come back as one text a column: the driver goes through each cell of a row on its own, which
 * costs more than all the rest of a report. `sql` gives the rows in their order.
 */
export const inColumns = (name: string, columns: readonly string[], sql: string): Statement => ({
  name,
  text: `SELECT ${columns.map((it) => `to_json(array_agg(t."${it}")) AS "${it}"`).join(', ')} FROM (${sql}) t`,
});

/** Its rows again. */
export async function readColumns<Row extends object>(
  client: HotClient,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const [told] = await client.query<Record<keyof Row, Row[keyof Row][] | null>>(statement, values);
  const columns = Object.entries(told!) as [keyof Row, Row[keyof Row][] | null][];
  return Array.from({ length: columns[0]?.[1]?.length ?? 0 }, (_, index) => {
    const row = {} as Row;
    for (const [name, cells] of columns) row[name] = cells![index]!;
    return row;
  });
}
