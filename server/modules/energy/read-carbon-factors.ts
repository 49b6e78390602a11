import { splitByTariff } from '@/shared/domain/tariffs.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { CarbonFactor } from '@/shared/schemas/cost-report.ts';
import type { ServiceContext } from '../../context.ts';

/** A time cut where the lab's carbon factor changes; empty where none was chosen that holds in it. */
export async function readCarbonFactors(
  ctx: ServiceContext,
  span: Span,
): Promise<(Span & { tariff: CarbonFactor })[]> {
  const rows = await ctx.db.carbonFactor.findMany({
    where: { validFrom: { lt: span.to } },
    orderBy: [{ validFrom: 'asc' }, { version: 'asc' }],
    select: { version: true, validFrom: true, gramsPerKwh: true, country: true, year: true, source: true },
  });
  return splitByTariff(
    rows.map((row) => ({ ...row, gramsPerKwh: row.gramsPerKwh.toNumber() })),
    span,
  );
}
