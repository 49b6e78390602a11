import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { memberInclude } from './internal.ts';

/**
 * The owners who are here, locked in id order, then somebody's own row: two acts at the same moment that would each
 * leave the lab one owner less decide one after the other.
 */
export async function lockWithOwners(tx: Transaction, id: string) {
  const owners = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "User" WHERE role = 'owner' AND "deactivatedAt" IS NULL ORDER BY id FOR UPDATE`;
  await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${id} FOR UPDATE`;
  const person = await tx.user.findUnique({ where: { id }, include: memberInclude });
  if (!person) throw new ServiceError('NOT_FOUND', 'This person is not in the lab any more.');
  return { person, ownerIds: owners.map((it) => it.id) };
}

export const onlyOwner = (name: string): ServiceError =>
  new ServiceError(
    'PRECONDITION_FAILED',
    `${name} is the lab's only owner. Make somebody else an owner first.`,
  );
