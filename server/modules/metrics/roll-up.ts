import type { ServiceContext } from '../../context.ts';
import { type HotClient, wideTransaction, type Statement } from '../../db.ts';
import { hourRows, minuteRows, ROLLED, ROLLED_UPDATES } from './minute-rows.ts';

/** A chunk takes fifteen seconds to fill and a moment to travel: by then a minute is complete. */
const COMPLETE_AFTER_MS = 82_000;
/** From here on minutes may not be made yet: what is asked of them is read from the chunks. */
export const looseMs = (now: Date): number =>
  Math.floor((now.getTime() - COMPLETE_AFTER_MS - LATE_MS) / 60_000) * 60_000;
const LATE_MS = 60_000;
const BATCH = 4000;
const LOCK = 4_711_041;

/**
 * Makes the minute rows that are complete and due, each anew from its chunks, and the hours they lie in from their
 * minutes; newest first. A chunk that comes late makes its minutes due again. One portal at a time does it.
 *
 * @returns how many minutes were made.
 */
export async function rollUp(ctx: ServiceContext): Promise<{ minutes: number }> {
  let minutes = 0;
  for (;;) {
    const batch = await wideTransaction(ctx.db, (client) => rollUpBatch(client, ctx.now()));
    minutes += batch.minutes;
    if (!batch.isFull) return { minutes };
  }
}

type Due = { machineKey: number; at: Date };

async function rollUpBatch(client: HotClient, now: Date): Promise<{ minutes: number; isFull: boolean }> {
  const [lock] = await client.query<{ isMine: boolean }>(TRY_LOCK, [LOCK]);
  if (!lock?.isMine) return { minutes: 0, isFull: false };
  // Taken first, in a statement of its own: what is stored by now is seen by the next one, what comes later is due anew.
  const taken = await client.query<Due>(TAKE_DUE, [
    new Date(now.getTime() - COMPLETE_AFTER_MS).toISOString(),
    BATCH,
  ]);
  if (taken.length === 0) return { minutes: 0, isFull: false };
  const due = [...new Map(taken.map((it) => [`${it.machineKey} ${it.at.getTime()}`, it])).values()];
  const keys = due.map((it) => it.machineKey);
  const times = due.map((it) => it.at.toISOString());
  await client.query(MAKE_MINUTES, [keys, times]);
  await client.query(MAKE_HOURS, [keys, times]);
  return { minutes: due.length, isFull: taken.length === BATCH };
}

const TRY_LOCK: Statement = {
  name: 'metrics.try-roll-up-lock',
  text: 'SELECT pg_try_advisory_xact_lock($1) AS "isMine"',
};

const TAKE_DUE: Statement = {
  name: 'metrics.take-due',
  text: `
    DELETE FROM "ReadingDue" WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM "ReadingDue" WHERE at <= $1::timestamptz ORDER BY at DESC LIMIT $2::int))
    RETURNING "machineKey", at`,
};

const DUE = 'SELECT * FROM unnest($1::int[], $2::timestamptz[]) AS d("machineKey", at)';

const into = (table: string, rows: string): string => `
  INSERT INTO "${table}" ("machineKey", at, ${ROLLED.join(', ')}) ${rows}
  ON CONFLICT ("machineKey", at) DO UPDATE SET ${ROLLED_UPDATES}`;

const MAKE_MINUTES: Statement = {
  name: 'metrics.make-minutes',
  text: into('ReadingMinute', minuteRows(DUE)),
};
const MAKE_HOURS: Statement = { name: 'metrics.make-hours', text: into('ReadingHour', hourRows(DUE)) };
