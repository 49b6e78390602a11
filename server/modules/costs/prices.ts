import { macName } from '@/shared/data/mac-models.ts';
import { MAKING_CARBON, publishedMaking } from '@/shared/data/making-carbon.ts';
import { makingOf } from '@/shared/domain/embodied-carbon.ts';
import { formatMoney, formatZonedMoment } from '@/shared/domain/format.ts';
import { MOST_MAC_FIGURES } from '@/shared/schemas/mac-figure.ts';
import type { AddTariffInput, Prices } from '@/shared/schemas/prices.ts';
import { Tariff } from '@/shared/schemas/report.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockAgainstFreezing } from '../bookings/index.ts';
import { readTimeZone } from '../energy/index.ts';
import { readCurrentFigures } from './mac-figures.ts';

/** Every version of the lab's prices and carbon factors, with who set it and when. */
export async function listPrices(ctx: ServiceContext, { limit }: { limit: number }): Promise<Prices> {
  authorize(ctx, 'lab:read');
  const now = ctx.now();
  const newest = { orderBy: [{ validFrom: 'desc' as const }, { version: 'desc' as const }], take: limit };
  const [timeZone, tariffs, carbon, machines, names, macFigures] = await Promise.all([
    readTimeZone(ctx),
    ctx.db.tariff.findMany(newest),
    ctx.db.carbonFactor.findMany(newest),
    ctx.db.machine.groupBy({
      by: ['catalogId'],
      where: { catalogId: { not: null }, status: { not: 'retired' } },
    }),
    ctx.db.machine.findMany({
      where: { status: { not: 'retired' } },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
      take: MOST_MAC_FIGURES,
    }),
    readCurrentFigures(ctx),
  ]);
  const current = tariffs.find((it) => it.validFrom <= now)?.version;
  return {
    timeZone,
    now,
    kinds: machines
      .flatMap(({ catalogId }) =>
        catalogId === null
          ? []
          : [
              {
                catalogId,
                name: macName(catalogId),
                published: publishedOf(catalogId),
              },
            ],
      )
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    machines: names,
    macFigures,
    tariffs: tariffs.map((row) => ({
      ...Tariff.parse({
        ...row,
        machineHourPrice: row.machineHourPrice.toNumber(),
        electricityPricePerKwh: row.electricityPricePerKwh.toNumber(),
        pue: row.pue.toNumber(),
        millionTokenPrice: row.millionTokenPrice?.toNumber() ?? null,
      }),
      note: row.note,
      createdByName: row.createdByName,
      createdAt: row.createdAt,
      isCurrent: row.version === current,
    })),
    carbon: carbon.map((row) => ({ ...row, gramsPerKwh: row.gramsPerKwh.toNumber() })),
  };
}

function publishedOf(catalogId: string): Prices['kinds'][number]['published'] {
  const it = publishedMaking(catalogId);
  if (!it) return null;
  const source = `${MAKING_CARBON.source}; ${it.configuration}`;
  return { kgCo2e: makingOf(it.totalKgCo2e, it.useShare), source };
}

/** New prices from a moment on. A time that a frozen month covers keeps the prices it had. */
export async function addTariff(ctx: ServiceContext, input: AddTariffInput): Promise<{ version: number }> {
  authorize(ctx, 'cost:manage');
  const user = requireUser(ctx);
  const timeZone = await readTimeZone(ctx);
  return withTransaction(ctx, async (tx) => {
    await lockAgainstFreezing(tx);
    const frozen = await tx.frozenMonth.findFirst({
      where: { endsAt: { gt: input.validFrom } },
      orderBy: { endsAt: 'desc' },
      select: { endsAt: true },
    });
    if (frozen)
      throw new ServiceError(
        'CONFLICT',
        `That time is within a frozen month, which keeps its prices. Choose ${formatZonedMoment(frozen.endsAt, timeZone, ctx.now())} or later.`,
      );
    const { note, ...prices } = input;
    const { version } = await tx.tariff.create({
      data: {
        ...prices,
        note: note || null,
        createdById: user.id,
        createdByName: user.name,
        createdAt: ctx.now(),
      },
      select: { version: true },
    });
    await emitAudit(ctx, tx, {
      action: 'tariff.add',
      objectType: 'tariff',
      objectId: String(version),
      objectName: `version ${version}`,
      after: {
        from: input.validFrom,
        machineHour: formatMoney(input.machineHourPrice, input.currency),
        kwh: formatMoney(input.electricityPricePerKwh, input.currency),
        note: note || null,
      },
    });
    return { version };
  });
}
