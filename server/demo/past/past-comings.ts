import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { createAccount } from '../../modules/team/index.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { PEOPLE } from '../demo-content.ts';
import { PAST_PERSON } from './past-content.ts';

const DAY_MS = 86_400_000;
const LEFT = { name: 'Tomás', email: 'tomas@gardenstreet.example', role: 'member' } as const;
const INVITED = 'nils@guest.example';

/** People come and go: one is a guest, one has left, and one is invited. */
export async function ensureComings(
  ctx: ServiceContext,
  tx: Transaction,
  passwordHash: string,
): Promise<void> {
  const now = ctx.now().getTime();
  const days = (count: number): Date => new Date(now + count * DAY_MS);
  const team = await tx.team.findUniqueOrThrow({ where: { name: PAST_PERSON.teamName } });
  await tx.user.update({ where: { email: PAST_PERSON.email }, data: { guestUntil: days(24) } });
  const left = await createAccount(tx, { ...LEFT, teamId: team.id, passwordHash });
  await tx.user.update({
    where: { id: left.id },
    data: { createdAt: days(-300), deactivatedAt: days(-41) },
  });
  const inviter = await tx.user.findUniqueOrThrow({ where: { email: PEOPLE[0]!.email } });
  // Nobody is told its secret: it can be sent again, or taken back.
  await tx.invitation.create({
    data: {
      tokenHash: hashOfToken(makeToken()),
      email: INVITED,
      role: 'member',
      teamId: team.id,
      createdAt: days(-2),
      createdById: inviter.id,
      expiresAt: days(5),
      mailFailure: 'No mail server is set up (ESPALIER_SMTP_URL).',
    },
  });
}
