import type { ProjectChoice } from '@/shared/schemas/project.ts';
import { authorize, may, requireUser, type ServiceContext } from '../../context.ts';

/** The projects that one's bookings may name: those one is a member of; of all that go on for who manages them. */
export function listProjectChoices(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<ProjectChoice[]> {
  authorize(ctx, 'lab:read');
  const me = requireUser(ctx);
  return ctx.db.project.findMany({
    where: {
      archivedAt: null,
      ...(!may(ctx, 'project:manage') && { members: { some: { personId: me.id } } }),
    },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: limit,
  });
}
