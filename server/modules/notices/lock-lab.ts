import type { Transaction } from '../../db.ts';

/** Holds the lab's row until the transaction ends: what is decided for the whole lab is decided by one at a time. */
export async function holdLab(tx: Pick<Transaction, '$queryRaw'>): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Lab" WHERE id = 'lab' FOR UPDATE`;
}

/** The lab as it is, its row held: of two changes one comes after the other. */
export async function lockLab(tx: Transaction) {
  await holdLab(tx);
  return tx.lab.findUniqueOrThrow({ where: { id: 'lab' } });
}
