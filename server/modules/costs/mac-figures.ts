import { getMacModel, macName } from '@/shared/data/mac-models.ts';
import { formatWatts } from '@/shared/domain/format.ts';
import { MOST_MAC_FIGURES, type SetMacFigureInput } from '@/shared/schemas/mac-figure.ts';
import type { Prices } from '@/shared/schemas/prices.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** The newest of each kind and of each machine that has one, by name. For other verbs, which have asked for the right. */
export async function readCurrentFigures(ctx: ServiceContext): Promise<Prices['macFigures']> {
  const rows = await ctx.db.macFigure.findMany({
    distinct: ['catalogId', 'machineId'],
    orderBy: { version: 'desc' },
    take: MOST_MAC_FIGURES,
    include: { machine: { select: { name: true } } },
  });
  return rows
    .map(({ machine, createdById: _by, ...row }) => ({
      ...row,
      name: machine?.name ?? macName(row.catalogId ?? ''),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/**
 * What making a kind of Mac or one machine took, how long it is to serve, what it draws asleep: as an admin knows it,
 * with sources. A new row each time; the newest counts, the old ones stay.
 */
export async function setMacFigure(ctx: ServiceContext, input: SetMacFigureInput): Promise<void> {
  authorize(ctx, 'cost:manage');
  const user = requireUser(ctx);
  const { catalogId, machineId, makingKgCo2e: making, lifeYears, sleepWatts: sleep } = input;
  await withTransaction(ctx, async (tx) => {
    const name = await nameOf(tx, input);
    const before = await tx.macFigure.findFirst({
      where: { catalogId, machineId },
      orderBy: { version: 'desc' },
    });
    const { version } = await tx.macFigure.create({
      data: {
        catalogId,
        machineId,
        lifeYears,
        makingKgCo2e: making?.value ?? null,
        makingSource: making?.source ?? null,
        sleepWatts: sleep?.value ?? null,
        sleepSource: sleep?.source ?? null,
        createdById: user.id,
        createdByName: user.name,
        createdAt: ctx.now(),
      },
      select: { version: true },
    });
    await emitAudit(ctx, tx, {
      action: 'mac-figure.set',
      objectType: 'mac-figure',
      objectId: String(version),
      objectName: name,
      before: before && told(before.makingKgCo2e, before.lifeYears, before.sleepWatts),
      after: {
        ...told(making?.value ?? null, lifeYears, sleep?.value ?? null),
        makingSource: making?.source ?? null,
        sleepSource: sleep?.source ?? null,
      },
    });
  });
}

const told = (kgCo2e: number | null, lifeYears: number, sleepWatts: number | null) => ({
  making: kgCo2e === null ? null : `${kgCo2e} kg CO₂e`,
  life: `${lifeYears} years`,
  asleep: sleepWatts === null ? null : formatWatts(sleepWatts),
});

async function nameOf(tx: Transaction, { catalogId, machineId }: SetMacFigureInput): Promise<string> {
  if (catalogId !== null) {
    if (!getMacModel(catalogId))
      throw new ServiceError('NOT_FOUND', 'The catalogue has no such kind of Mac.');
    return macName(catalogId);
  }
  const where = { id: machineId ?? '' };
  const machine = await tx.machine.findUnique({ where, select: { name: true } });
  if (!machine) throw new ServiceError('NOT_FOUND', 'There is no such machine.');
  return machine.name;
}
