import type { Transaction } from '../../db.ts';

/** Codes with their recovery codes, and passkeys: what a password alone is not enough beside. Sign-ins stay. */
export async function removeSecondFactors(
  tx: Pick<Transaction, 'codeDevice' | 'recoveryCode' | 'passkey'>,
  userId: string,
): Promise<void> {
  await tx.codeDevice.deleteMany({ where: { userId } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.passkey.deleteMany({ where: { userId } });
}
