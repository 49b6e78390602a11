import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { wideTransaction } from '../../db.ts';
import { hourRowsWithin, ROLLED } from './minute-rows.ts';

const COLUMNS = ['"machineKey"', 'at', ...ROLLED].join(', ');
const OWN = '"machineKey" = $1::int AND at BETWEEN $2::timestamptz AND $3::timestamptz';

type Minutes = { machineKey: number; span: Span; rows: string; values: unknown[] };

/**
 * Minutes of a machine that no chunks stand behind, for a past that is made up, in place of those there: `rows` is a
 * statement that selects a row's columns in the table's order. Their hours are made from them as ever.
 */
export async function writeMinutes(
  ctx: ServiceContext,
  { machineKey, span, rows, values }: Minutes,
): Promise<void> {
  await wideTransaction(ctx.db, async (client) => {
    const run = (text: string, given: unknown[]) => client.query({ name: '', text }, given);
    const own = [machineKey, span.from.toISOString(), span.to.toISOString()];
    for (const table of ['ReadingMinute', 'ReadingHour'])
      await run(`DELETE FROM "${table}" WHERE ${OWN}`, own);
    await run(`INSERT INTO "ReadingMinute" (${COLUMNS}) ${rows}`, values);
    await run(`INSERT INTO "ReadingHour" (${COLUMNS}) ${hourRowsWithin(OWN)}`, own);
  });
}
