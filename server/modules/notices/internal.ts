import type { Transaction } from '../../db.ts';

/** The lab as it is, its row locked: of two changes one comes after the other. */
export async function lockLab(tx: Transaction) {
  await tx.$queryRaw`SELECT id FROM "Lab" WHERE id = 'lab' FOR UPDATE`;
  return tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
}
