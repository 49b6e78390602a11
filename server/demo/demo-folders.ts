import type { Transaction } from '../db.ts';
import { PEOPLE, PROJECT } from './demo-content.ts';

/** Once, for who may ask: a folder whose chats begin with a word of the lab. */
export async function ensureFolders(tx: Transaction): Promise<void> {
  if ((await tx.chatFolder.count()) > 0) return;
  const people = await tx.user.findMany({
    where: { email: { in: PEOPLE.map((it) => it.email) }, role: { not: 'viewer' } },
    select: { id: true },
  });
  await tx.chatFolder.createMany({
    data: people.map(({ id: ownerId }) => ({
      id: crypto.randomUUID(),
      ownerId,
      name: PROJECT.name,
      systemPrompt: 'Be brief. Use SI units. Say what you did not check.',
    })),
  });
}
