import { takeUse } from '../auth/rate-limit.ts';
import type { ServiceContext } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { networkOf } from './client-address.ts';

const WRONG = { max: 60, windowMs: 10 * 60_000 };

type Counted = {
  /** Which kind of secret it was. */
  what: 'api-key' | 'join' | 'metrics' | 'wall';
  address: string;
  /** What who tries many is told. */
  words: string;
  apiCode?: string;
};

/** Counts a secret that opens nothing by the network it came from; who tries many is stopped. A right one never comes here. */
export async function countWrong(
  ctx: ServiceContext,
  { what, address, words, ...details }: Counted,
): Promise<void> {
  const nowMs = ctx.now().getTime();
  const { count, retryAfterMs } = await takeUse(ctx.db, `${what}:${networkOf(address)}`, WRONG, nowMs);
  if (count > WRONG.max)
    throw new ServiceError('LIMIT_EXCEEDED', words, { details: { retryAfterMs, ...details } });
}
