import type { WallLink } from '@/shared/schemas/wall.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** The links that stand, and those that have run out. */
export async function listWallLinks(ctx: ServiceContext, input: { limit: number }): Promise<WallLink[]> {
  authorize(ctx, 'wall:manage');
  return ctx.db.wallLink.findMany({
    where: { revokedAt: null },
    select: { id: true, name: true, showsNames: true, createdAt: true, expiresAt: true, seenAt: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: input.limit,
  });
}
