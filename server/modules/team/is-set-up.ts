import type { ServiceContext } from '../../context.ts';

/** Whether the lab has its first owner; asked by the sign-in page before anybody can sign in. */
export async function isSetUp(ctx: ServiceContext): Promise<{ setUp: boolean }> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { setUpAt: true } });
  return { setUp: lab?.setUpAt != null };
}
