const PAGE = 200;

/** All rows of one that reads `take` of those after a key, in the order of that key; no more than a page is held. */
export async function* rowsBy<Row>(
  read: (page: { after: string; take: number }) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): AsyncGenerator<Row> {
  for (let after = ''; ;) {
    const rows = await read({ after, take: PAGE });
    yield* rows;
    if (rows.length < PAGE) return;
    after = keyOf(rows.at(-1)!);
  }
}

export const rowsById = <Row extends { id: string }>(
  read: (page: { after: string; take: number }) => Promise<Row[]>,
): AsyncGenerator<Row> => rowsBy(read, (it) => it.id);

/** Of what each person has few: all at once. */
export async function* few<Row>(rows: Promise<Row[]>): AsyncGenerator<Row> {
  yield* await rows;
}

/** A list as a JSON file, in pieces. */
export async function* asJson(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let mark = '[\n';
  for await (const row of rows) {
    yield `${mark}${JSON.stringify(row)}`;
    mark = ',\n';
  }
  yield mark === '[\n' ? '[]\n' : '\n]\n';
}
