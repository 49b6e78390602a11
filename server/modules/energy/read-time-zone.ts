import type { ServiceContext } from '../../context.ts';

/** The zone whose midnights cut the lab's days. */
export async function readTimeZone(ctx: ServiceContext): Promise<string> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } });
  return lab?.timeZone ?? 'UTC';
}
