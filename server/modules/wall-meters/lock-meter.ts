import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

/** Its row, held until the transaction ends, as the audit tells it. */
export async function lockMeter(tx: Transaction, id: string): Promise<Awaited<ReturnType<typeof tellMeter>>> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "WallMeter" WHERE id = ${id} FOR NO KEY UPDATE`;
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such wall meter any more.');
  return tellMeter(tx, id);
}

/** Without its token, and of its address no more than where it is. */
export async function tellMeter(tx: Transaction, id: string) {
  const row = await tx.wallMeter.findUniqueOrThrow({
    where: { id },
    include: { links: { include: { machine: { select: { name: true } } }, orderBy: { startsAt: 'asc' } } },
  });
  return {
    name: row.name,
    kind: row.kind,
    address: row.address,
    channel: row.channel,
    machines: row.links.map((it) => it.machine.name),
  };
}
