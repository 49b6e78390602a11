import { authorize, type ServiceContext } from '../../context.ts';

/** Pages of other sites that may call the API from a browser; `*` is any. Told without a sign-in: browsers ask first. */
export async function readApiOrigins(ctx: ServiceContext): Promise<string[]> {
  const lab = await ctx.db.lab.findFirst({ select: { apiOrigins: true } });
  return lab?.apiOrigins ?? [];
}

/** For who may change them. */
export async function getApiOrigins(ctx: ServiceContext): Promise<{ origins: string[] }> {
  authorize(ctx, 'key:manage-any');
  return { origins: await readApiOrigins(ctx) };
}
