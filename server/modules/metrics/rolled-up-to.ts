import { MINUTE_MS } from '@/shared/domain/energy-pieces.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { looseMs } from './roll-up.ts';

/** Minutes due for longer than this are late ones: their rows are there, and will be mended. */
const LAG_MS = 15 * MINUTE_MS;

/** Until this moment every minute and hour has its row; later energy is read from the chunks. */
export async function rolledUpToMs(ctx: ServiceContext): Promise<number> {
  const now = ctx.now();
  const [row] = await wideClient(ctx.db).query<{ at: Date | null }>(FIRST_DUE, [
    new Date(now.getTime() - LAG_MS).toISOString(),
  ]);
  return Math.min(looseMs(now), row?.at?.getTime() ?? Infinity);
}

const FIRST_DUE: Statement = {
  name: 'metrics.first-due',
  text: 'SELECT min(at) AS at FROM "ReadingDue" WHERE at >= $1::timestamptz',
};
