import type { Prisma } from '@/prisma/generated/client.ts';
import type { Custody } from '@/shared/schemas/custody.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

/** What `toCustodies` wants its rows to be read with. */
export const CUSTODY_NAMES = {
  machine: { select: { name: true } },
  person: { select: { name: true } },
  givenBy: { select: { name: true } },
} as const;
type CustodyRow = Prisma.CustodyGetPayload<{ include: typeof CUSTODY_NAMES }>;

export async function toCustodies(
  { db }: Pick<ServiceContext, 'db'>,
  rows: readonly CustodyRow[],
): Promise<Custody[]> {
  const takers = [...new Set(rows.flatMap((it) => it.returnedToId ?? []))];
  const people =
    takers.length === 0
      ? []
      : await db.user.findMany({ where: { id: { in: takers } }, select: { id: true, name: true } });
  const names = new Map(people.map((it) => [it.id, it.name]));
  return rows.map(({ machine, person, place, givenBy, returnedToId, ...row }) => ({
    ...row,
    machineName: machine.name,
    holder: person?.name ?? place ?? 'Somebody who has left the lab',
    givenByName: givenBy?.name ?? null,
    returnedToName: returnedToId === null ? null : (names.get(returnedToId) ?? null),
  }));
}

/** In whose hands a machine is now, or null. */
export const openCustody = (
  tx: Pick<Transaction, 'custody'>,
  machineId: string,
): Promise<CustodyRow | null> =>
  tx.custody.findFirst({ where: { machineId, returnedAt: null }, include: CUSTODY_NAMES });

export const holderOf = ({ person, place }: CustodyRow): string =>
  person?.name ?? place ?? 'somebody who has left the lab';
