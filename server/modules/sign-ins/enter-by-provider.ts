import { randomUUID } from 'node:crypto';
import { type Refusal, teamsByGroups, whoComes } from '@/shared/domain/who-comes.ts';
import { Role } from '@/shared/schemas/member.ts';
import { asPerson, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import type { ProviderAnswer } from './provider.ts';
import { about, requireProver } from './proof.ts';

const PROVIDER = 'provider';
export type Entered = { userId: string } | { refusal: Refusal };

/** Who the service's answer lets in: known by its account, tied by their address, or new; each told to the audit. */
export async function enterByProvider(ctx: ServiceContext, answer: ProviderAnswer): Promise<Entered> {
  const { provider, sub, email } = answer;
  return withTransaction(ctx, async (tx, afterCommit) => {
    // One account comes at a time: of two at once the second finds what the first has made.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`provider ${sub}`}, 0))::text`;
    const account = await tx.account.findFirst({
      where: { providerId: PROVIDER, issuer: provider.issuer, accountId: sub },
      select: { user: true },
    });
    const sameEmail = email === null ? null : await tx.user.findUnique({ where: { email } });
    const known = { tied: account?.user ?? null, sameEmail };
    const newPeopleRole = Role.exclude(['owner']).nullable().catch(null).parse(provider.newPeopleRole);
    const welcome = whoComes(answer, known, { ...provider, newPeopleRole });
    if (welcome.kind === 'refuse') {
      await emitAudit(ctx, tx, {
        action: 'member.refuse-provider',
        objectType: 'member',
        objectId: sameEmail?.id ?? 'unknown',
        objectName: sameEmail?.name ?? 'somebody who is not in the lab',
        after: { reason: welcome.reason },
      });
      return { refusal: welcome.reason };
    }
    if (welcome.kind === 'add') {
      const { role, teamId } = welcome;
      const user = await tx.user.create({
        data: {
          id: randomUUID(),
          name: answer.name ?? welcome.email.split('@')[0]!.slice(0, 60),
          email: welcome.email,
          emailVerified: true,
          role,
          teamId: await teamThatIs(tx, teamId),
        },
      });
      await followGroups(ctx, tx, user.id, teamsByGroups(answer, provider.groupRoles));
      await tie(tx, user.id, answer);
      await emitAudit(asPerson(ctx, user), tx, {
        action: 'member.add',
        ...about(user),
        after: { name: user.name, email: user.email, role, way: PROVIDER },
      });
      afterCommit(() => ctx.bus.emit('member.changed', { userId: user.id }));
      return { userId: user.id };
    }
    const { userId, change } = welcome;
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    if (welcome.kind === 'link') {
      await tie(tx, userId, answer);
      await auditTie(asPerson(ctx, user), tx, user, 'member.link-provider');
    }
    if (!change) return { userId };
    const teams = await followGroups(ctx, tx, userId, teamsByGroups(answer, provider.groupRoles));
    if (change.role !== user.role || teams !== null) {
      await tx.user.update({ where: { id: userId }, data: { role: change.role } });
      await emitAudit(asPerson(ctx, user), tx, {
        action: 'member.change-role',
        ...about(user),
        before: { role: user.role, ...(teams && { teams: teams.before }) },
        after: { role: change.role, group: change.group, ...(teams && { teams: teams.after }) },
      });
      afterCommit(() => ctx.bus.emit('member.changed', { userId }));
    }
    return { userId };
  });
}

/** Who is signed in ties their account to the service's, which must be nobody else's. */
export async function tieProvider(ctx: ServiceContext, answer: ProviderAnswer): Promise<void> {
  const { id } = requireProver(ctx);
  await requireFreshSignIn(ctx);
  await withTransaction(ctx, async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`provider ${answer.sub}`}, 0))::text`;
    const account = await tx.account.findFirst({
      where: { providerId: PROVIDER, issuer: answer.provider.issuer, accountId: answer.sub },
    });
    if (account?.userId === id) return;
    if (account)
      throw new ServiceError(
        'CONFLICT',
        'This account of the sign-in service is tied to somebody else here.',
      );
    const user = await tx.user.findUniqueOrThrow({ where: { id } });
    await tx.account.deleteMany({ where: { userId: id, providerId: PROVIDER } });
    await tie(tx, id, answer);
    await auditTie(ctx, tx, user, 'member.link-provider');
  });
}

/** The one account that is tied; who has no password and no passkey keeps it. */
export async function untieProvider(ctx: ServiceContext): Promise<void> {
  const { id } = requireProver(ctx);
  await requireFreshSignIn(ctx);
  await withTransaction(ctx, async (tx) => {
    const user = await tx.user.findUniqueOrThrow({
      where: { id },
      include: { accounts: { where: { providerId: 'credential' } }, passkeys: { take: 1 } },
    });
    if (user.accounts.length + user.passkeys.length === 0)
      throw new ServiceError('PRECONDITION_FAILED', 'This is your only way in. Add a passkey first.');
    const { count } = await tx.account.deleteMany({ where: { userId: id, providerId: PROVIDER } });
    if (count > 0) await auditTie(ctx, tx, user, 'member.unlink-provider');
  });
}

const tie = (tx: Transaction, userId: string, { sub, provider }: ProviderAnswer) =>
  tx.account.create({
    data: { id: randomUUID(), accountId: sub, providerId: PROVIDER, issuer: provider.issuer, userId },
  });

const auditTie = (
  ctx: ServiceContext,
  tx: Transaction,
  user: { id: string; name: string },
  action: 'member.link-provider' | 'member.unlink-provider',
) => emitAudit(ctx, tx, { action, ...about(user) });

/**
 * Puts somebody into the teams of their groups and takes them out of those of other groups; without a main team the
 * first of them is it. By name, what they were in and are in; null: as before. A team that is gone gives nothing.
 */
async function followGroups(
  ctx: ServiceContext,
  tx: Transaction,
  userId: string,
  { given, taken }: { given: string[]; taken: string[] },
): Promise<{ before: string[]; after: string[] } | null> {
  const read = () =>
    tx.teamMember.findMany({ where: { userId }, select: { teamId: true, team: { select: { name: true } } } });
  const before = await read();
  const known = await tx.team.findMany({ where: { id: { in: given } }, select: { id: true } });
  const missing = given.filter(
    (id) => known.some((it) => it.id === id) && !before.some((it) => it.teamId === id),
  );
  const left = before.filter((it) => taken.includes(it.teamId)).map((it) => it.teamId);
  if (missing.length + left.length === 0) return null;
  const joinedAt = ctx.now();
  await tx.teamMember.createMany({ data: missing.map((teamId) => ({ userId, teamId, joinedAt })) });
  for (const teamId of left) await tx.teamMember.delete({ where: { userId_teamId: { userId, teamId } } });
  const [first] = missing;
  if (first) await tx.user.updateMany({ where: { id: userId, teamId: null }, data: { teamId: first } });
  const namesOf = (rows: Awaited<ReturnType<typeof read>>) => rows.map((it) => it.team.name).toSorted();
  return { before: namesOf(before), after: namesOf(await read()) };
}

/** A team that was taken away since the rule was written gives none. */
const teamThatIs = async (tx: Transaction, teamId: string | null): Promise<string | null> =>
  teamId !== null && (await tx.team.findUnique({ where: { id: teamId } })) ? teamId : null;
