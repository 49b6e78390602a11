import { type KeyFields, LONGEST_KEY_DAYS } from '@/shared/schemas/api-key.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

const DAY_MS = 86_400_000;

/** What a schema can't know: the lab's clock, and whose projects there are. */
export async function checkFields(
  ctx: ServiceContext,
  tx: Transaction,
  fields: KeyFields,
  personId: string,
): Promise<void> {
  const leftMs = fields.expiresAt.getTime() - ctx.now().getTime();
  if (leftMs <= 0)
    throw new ServiceError('VALIDATION', 'This key would be over at once. Choose a later day.');
  if (leftMs > LONGEST_KEY_DAYS * DAY_MS)
    throw new ServiceError('VALIDATION', 'A key is good for a year at most. Choose an earlier day.');
  if (fields.projectId === null) return;
  const project = await tx.project.findFirst({
    where: { id: fields.projectId, archivedAt: null, members: { some: { personId } } },
    select: { id: true },
  });
  if (!project)
    throw new ServiceError('NOT_FOUND', 'This project is archived, or its key’s owner is not in it.');
}
