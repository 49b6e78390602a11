import { type ServiceContext, withTransaction } from '../../context.ts';

const LOCK = 4_711_002;
/** More sessions than any backup lacks: a word beyond this is no epoch, and would use up those there are. */
const MOST_AHEAD = 10_000;

/**
 * A database restored from a backup would give out epochs again that agents have seen already, and fence off nobody:
 * the next one is above everything they report, but for what can't be.
 */
export async function keepEpochsAhead(
  ctx: ServiceContext,
  reported: readonly { epoch: number }[],
): Promise<void> {
  if (reported.length === 0) return;
  const [row] = await ctx.db.$queryRaw<{ last: number }[]>`
    SELECT last_value::int AS last FROM "Session_epoch_seq"`;
  const last = row?.last ?? 0;
  const highest = Math.max(0, ...reported.map((it) => it.epoch).filter((it) => it <= last + MOST_AHEAD));
  if (highest <= last) return;
  await withTransaction(ctx, async (tx) => {
    // One after the other, or a lower report could take a higher one back.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${LOCK})::text`;
    await tx.$queryRaw`
      SELECT setval('"Session_epoch_seq"', ${highest}) FROM "Session_epoch_seq" WHERE last_value < ${highest}`;
  });
  ctx.logger.warn(
    { highest },
    'an agent knows a newer epoch than the database: was it restored from a backup?',
  );
}
