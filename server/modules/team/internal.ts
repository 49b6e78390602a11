import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { Member, OwnTeam, Role } from '@/shared/schemas/member.ts';
import type * as z from 'zod';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { isUniqueViolation } from '../../prisma-errors.ts';

export const memberInclude = {
  team: { select: { name: true } },
  memberships: {
    select: { isLead: true, team: { select: { id: true, name: true } } },
    orderBy: [{ joinedAt: 'asc' }, { teamId: 'asc' }],
  },
} satisfies Prisma.UserInclude;
type MemberRow = Prisma.UserGetPayload<{ include: typeof memberInclude }>;

/** The main one first, then as they came to them. */
const teamsOf = ({ teamId, memberships }: MemberRow): OwnTeam[] =>
  memberships
    .map(({ isLead, team: { id, name } }) => ({ id, name, isLead }))
    .toSorted((a, b) => Number(b.id === teamId) - Number(a.id === teamId));

export const toMember = (row: MemberRow): z.output<typeof Member> => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  teamId: row.teamId,
  teamName: row.team?.name ?? null,
  teams: teamsOf(row),
  createdAt: row.createdAt,
  guestUntil: row.guestUntil,
  deactivatedAt: row.deactivatedAt,
  isAnonymous: row.anonymisedAt !== null,
});

/** Slow on purpose (scrypt), so it is made before the transaction that stores it. */
export const hashOfPassword = (password: string): Promise<string> => hashPassword(password);

type NewAccount = {
  name: string;
  email: string;
  role: Role;
  teamId: string | null;
  guestUntil?: Date | null;
  passwordHash: string;
};

/** Throws CONFLICT where somebody of the lab has this address. */
export async function requireFree(tx: Transaction, email: string): Promise<void> {
  if (await tx.user.findUnique({ where: { email }, select: { id: true } })) throw taken(email);
}

/**
 * A person who signs in with e-mail and password: the rows better-auth itself would write, inside the caller's
 * transaction. Throws CONFLICT when the address is taken.
 */
export async function createAccount(tx: Transaction, account: NewAccount): Promise<MemberRow> {
  const email = account.email.toLowerCase();
  await requireFree(tx, email);
  const id = randomUUID();
  const credential = {
    id: randomUUID(),
    accountId: id,
    providerId: 'credential',
    password: account.passwordHash,
  };
  const { name, role, teamId, guestUntil = null } = account;
  return tx.user
    .create({
      data: { id, name, email, role, teamId, guestUntil, accounts: { create: credential } },
      include: memberInclude,
    })
    .catch((error: unknown) => {
      // Added by somebody else at this moment.
      throw isUniqueViolation(error) ? taken(email) : error;
    });
}

const taken = (email: string) =>
  new ServiceError('CONFLICT', `Somebody with the address ${email} is already in this lab.`);
