import type { Transaction } from '../db.ts';
import type { PEOPLE } from './demo-content.ts';

/** The teams they have beside the main one, and whether they lead that one. */
export async function ensureTeams(
  tx: Transaction,
  userId: string,
  { teamName, alsoIn, leads = false }: (typeof PEOPLE)[number],
): Promise<void> {
  await tx.teamMember.updateMany({ where: { userId, team: { name: teamName } }, data: { isLead: leads } });
  if (!alsoIn) return;
  const { id } = await tx.team.upsert({ where: { name: alsoIn }, create: { name: alsoIn }, update: {} });
  await tx.teamMember.create({ data: { userId, teamId: id } });
}
