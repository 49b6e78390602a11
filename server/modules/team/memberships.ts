import type * as z from 'zod';
import type { SetLeadInput, TeamMemberInput } from '@/shared/schemas/member.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

type Member = z.output<typeof TeamMemberInput>;
type Change = 'team.add-person' | 'team.remove-person' | 'team.set-lead' | 'team.end-lead';

/** Puts somebody of the lab into a team, beside the teams they have; their first one becomes their main one. */
export async function addToTeam(ctx: ServiceContext, input: Member): Promise<void> {
  authorize(ctx, 'team:change-led', { teamId: input.teamId });
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { person, isIn } = await lockMember(tx, input);
    if (person.deactivatedAt)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${person.name} is not in the lab. Bring them back first.`,
      );
    if (isIn) return;
    const { personId: userId, teamId } = input;
    await tx.teamMember.create({ data: { userId, teamId, joinedAt: ctx.now() } });
    if (person.teamId === null) await tx.user.update({ where: { id: userId }, data: { teamId } });
    await tell(ctx, tx, afterCommit, input, 'team.add-person');
  });
}

/**
 * Takes somebody out of a team. What they have booked for it stays the team's; was it their main one, the one that they
 * have been in longest takes its place. A lead is taken out by who manages people.
 */
export async function removeFromTeam(ctx: ServiceContext, input: Member): Promise<void> {
  authorize(ctx, 'team:change-led', { teamId: input.teamId });
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { isIn, isLead } = await lockMember(tx, input);
    if (!isIn) return;
    if (isLead) authorize(ctx, 'member:manage');
    const { personId: userId, teamId } = input;
    await tx.teamMember.delete({ where: { userId_teamId: { userId, teamId } } });
    await tell(ctx, tx, afterCommit, input, 'team.remove-person');
  });
}

/** Makes one of a team's people a lead of it, or no lead any more. */
export async function setLead(
  ctx: ServiceContext,
  { isLead, ...input }: z.output<typeof SetLeadInput>,
): Promise<void> {
  authorize(ctx, 'member:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const before = await lockMember(tx, input);
    if (!before.isIn)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${before.person.name} is not in this team. Add them first.`,
      );
    if (before.isLead === isLead) return;
    const { personId: userId, teamId } = input;
    await tx.teamMember.update({ where: { userId_teamId: { userId, teamId } }, data: { isLead } });
    await tell(ctx, tx, afterCommit, input, isLead ? 'team.set-lead' : 'team.end-lead');
  });
}

/** Which of one's own teams is offered first; of somebody else's, by who manages people. */
export async function setMainTeam(ctx: ServiceContext, input: Member): Promise<void> {
  if (requireUser(ctx).id !== input.personId) authorize(ctx, 'member:manage');
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { person, isIn } = await lockMember(tx, input);
    if (!isIn)
      throw new ServiceError('PRECONDITION_FAILED', `${person.name} is not in this team. Add them first.`);
    if (person.teamId === input.teamId) return;
    const { personId: id, teamId } = input;
    const after = await tx.user.update({
      where: { id },
      data: { teamId },
      select: { team: { select: { name: true } } },
    });
    await emitAudit(ctx, tx, {
      action: 'member.set-main-team',
      objectType: 'member',
      objectId: id,
      objectName: person.name,
      before: { team: person.team?.name ?? null },
      after: { team: after.team?.name ?? null },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: id }));
  });
}

/** The person's row, held: two changes of their teams come one after the other. */
async function lockMember(tx: Transaction, { personId, teamId }: Member) {
  await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${personId} FOR UPDATE`;
  const [person, team] = await Promise.all([
    tx.user.findUnique({
      where: { id: personId },
      select: {
        name: true,
        teamId: true,
        deactivatedAt: true,
        team: { select: { name: true } },
        memberships: { where: { teamId }, select: { isLead: true } },
      },
    }),
    tx.team.findUnique({ where: { id: teamId }, select: { id: true } }),
  ]);
  if (!person) throw new ServiceError('NOT_FOUND', 'This person is not in the lab any more.');
  if (!team) throw new ServiceError('NOT_FOUND', 'There is no such team any more.');
  const [membership] = person.memberships;
  return { person, isIn: membership !== undefined, isLead: membership?.isLead ?? false };
}

async function tell(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { personId, teamId }: Member,
  action: Change,
): Promise<void> {
  const [person, team] = await Promise.all([
    tx.user.findUniqueOrThrow({ where: { id: personId }, select: { name: true } }),
    tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { name: true } }),
  ]);
  await emitAudit(ctx, tx, {
    action,
    objectType: 'member',
    objectId: personId,
    objectName: person.name,
    after: { team: team.name },
  });
  afterCommit(() => ctx.bus.emit('member.changed', { userId: personId }));
}
