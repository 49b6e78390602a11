import { may, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

/**
 * Throws unless a booking of this person may name the project: it goes on, and they are one of its members or whoever
 * asks manages projects. Null names none.
 */
export async function requireProject(
  ctx: ServiceContext,
  db: Pick<Transaction, 'project'>,
  { projectId, personId }: { projectId: string | null; personId: string },
): Promise<void> {
  if (projectId === null) return;
  const project = await db.project.findUnique({
    where: { id: projectId },
    select: { name: true, archivedAt: true, members: { where: { personId }, select: { personId: true } } },
  });
  const isSeen = may(ctx, 'project:manage') || (project?.members.length ?? 0) > 0;
  if (!project || !isSeen)
    throw new ServiceError('NOT_FOUND', 'You are not a member of that project. Choose another, or none.');
  if (project.archivedAt)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `The project “${project.name}” is archived. Choose another, or none.`,
    );
}
