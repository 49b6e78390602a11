import type { ServiceContext } from '../../context.ts';
import { KEEP_MINUTES_MS } from './internal.ts';

/** Deletes readings older than 400 days. */
export async function pruneSamples(ctx: ServiceContext): Promise<{ deleted: number }> {
  const { count } = await ctx.db.sample.deleteMany({
    where: { at: { lt: new Date(ctx.now().getTime() - KEEP_MINUTES_MS) } },
  });
  return { deleted: count };
}
