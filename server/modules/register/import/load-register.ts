import type { CustomField, Machine } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../../context.ts';
import type { Transaction } from '../../../db.ts';
import { readCurrency } from '../../energy/index.ts';

/** All that a row of a file is held against, read once for all rows. */
export type Register = {
  machines: Machine[];
  people: { id: string; name: string; email: string }[];
  teams: { id: string; name: string }[];
  own: CustomField[];
  /** Bookings ahead by their machine. */
  ahead: Map<string, number>;
  currency: string;
};

export async function loadRegister(
  ctx: ServiceContext,
  db: Pick<Transaction, 'machine' | 'user' | 'team' | 'customField' | 'machineBlock' | 'tariff'>,
): Promise<Register> {
  const now = ctx.now();
  const machines = await db.machine.findMany({ orderBy: { id: 'asc' } });
  const people = await db.user.findMany({
    select: { id: true, name: true, email: true },
    orderBy: { id: 'asc' },
  });
  const teams = await db.team.findMany({ select: { id: true, name: true } });
  const blocks = await db.machineBlock.groupBy({
    by: ['machineId'],
    where: { kind: 'booking', holds: true, endsAt: { gt: now } },
    _count: true,
  });
  return {
    machines,
    people,
    teams,
    own: await readOwnFields(db),
    ahead: new Map(blocks.map((it) => [it.machineId, it._count])),
    currency: await readCurrency(ctx, db),
  };
}

/** The lab's own fields that are still asked for, in their order. */
export const readOwnFields = (db: Pick<Transaction, 'customField'>): Promise<CustomField[]> =>
  db.customField.findMany({
    where: { retiredAt: null },
    orderBy: [{ position: 'asc' }, { createdAt: 'asc' }],
    take: 200,
  });
