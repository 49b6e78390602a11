import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { wideClient, type Statement } from '../../db.ts';
import type { ServiceContext } from '../../context.ts';

/** Whether real and whether simulated machines measured anything then. For other verbs, which have asked for the right. */
export async function findMeasuredKinds(
  ctx: ServiceContext,
  { from, to }: Span,
): Promise<Record<ShownKind, boolean>> {
  const [row] = await wideClient(ctx.db).query<Record<ShownKind, boolean>>(FIND, [
    from.toISOString(),
    to.toISOString(),
  ]);
  return row!;
}

// Hours stand for ever, minutes are there before the hour is over. A machine that measures has measured lately.
const of = (simulated: boolean, table: string): string =>
  `EXISTS (SELECT FROM "Machine" m CROSS JOIN LATERAL (SELECT FROM "${table}" WHERE "machineKey" = m.key
    AND at >= $1::timestamptz AND at < $2::timestamptz AND "energyJoules" > 0 LIMIT 1) r WHERE m.simulated = ${simulated})`;
const kind = (simulated: boolean): string =>
  `(${of(simulated, 'ReadingHour')} OR ${of(simulated, 'ReadingMinute')})`;
const FIND: Statement = {
  name: 'metrics.find-measured-kinds',
  text: `SELECT ${kind(false)} AS real, ${kind(true)} AS simulated`,
};
