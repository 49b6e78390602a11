import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

/** Throws CONFLICT when another machine has the name; two that differ by case only are one name. */
export async function checkName(tx: Transaction, name: string, id: string | null = null): Promise<void> {
  // Not Prisma's comparison without case: that is a pattern, in which `_` and `%` stand for anything.
  const [other] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM "Machine" WHERE lower(name) = lower(${name}) AND id IS DISTINCT FROM ${id}::text LIMIT 1`;
  if (!other) return;
  const why = other.name === name ? '' : ' Capital and small letters do not tell two names apart.';
  throw new ServiceError(
    'CONFLICT',
    `There is already a machine called ${other.name}. Choose another name.${why}`,
  );
}
