import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

/** Throws CONFLICT when another machine has the name; two that differ by case only are one name. */
export async function checkName(tx: Transaction, name: string, id: string | null = null): Promise<void> {
  const other = await tx.machine.findFirst({
    where: { name: { equals: name, mode: 'insensitive' }, ...(id !== null && { NOT: { id } }) },
    select: { name: true },
  });
  if (!other) return;
  const why = other.name === name ? '' : ' Capital and small letters do not tell two names apart.';
  throw new ServiceError(
    'CONFLICT',
    `There is already a machine called ${other.name}. Choose another name.${why}`,
  );
}
