import type { Policy } from '@/shared/domain/booking-policy.ts';
import { can } from '@/shared/domain/permissions.ts';
import type { Role } from '@/shared/schemas/member.ts';
import { asPerson, type ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { isServiceError, ServiceError } from '../../errors.ts';
import { readWhyTheyMayNot } from '../qualifications/index.ts';
import { decideTime, type TimeDecision, type TimeWish } from './decide-time.ts';

export type Person = { id: string; name: string; role: Role; teamId: string | null };

export async function readPerson(tx: Transaction, id: string): Promise<Person> {
  const person = await tx.user.findUnique({
    where: { id },
    select: { id: true, name: true, role: true, teamId: true, deactivatedAt: true },
  });
  if (!person || person.deactivatedAt)
    throw new ServiceError('NOT_FOUND', 'This person is not in the lab. Choose somebody else.');
  const { deactivatedAt: _here, ...rest } = person;
  return rest;
}

export const mayBook = ({ id, role }: Pick<Person, 'id' | 'role'>): boolean =>
  can({ kind: 'user', id, role }, 'booking:create');

/** Decides on a time for somebody else as if they booked it themself; what refuses says whose it is. */
export async function decideFor(
  ctx: ServiceContext,
  tx: Transaction,
  person: Person,
  { wish, policy }: { wish: TimeWish; policy: Policy },
): Promise<TimeDecision> {
  const isSelf = ctx.actor.kind === 'user' && ctx.actor.id === person.id;
  const { id: personId, name } = person;
  try {
    return await decideTime(asPerson(ctx, person), tx, wish, policy);
  } catch (error) {
    if (isSelf || !isServiceError(error)) throw error;
    const { details } = error;
    if (reasonOf(details) === 'rule')
      throw new ServiceError('PRECONDITION_FAILED', `For ${name}: ${error.message}`, { details });
    if (reasonOf(details) !== 'unqualified') throw error;
    const why = await readWhyTheyMayNot(ctx, tx, { personId, name, machineIds: wish.machineIds });
    throw new ServiceError('PRECONDITION_FAILED', `${why ?? error.message}. An admin can grant it.`, {
      details,
    });
  }
}

const reasonOf = (details: unknown): unknown =>
  typeof details === 'object' && details !== null && 'reason' in details ? details.reason : null;
