import { CarbonFactor } from '@/shared/schemas/cost-report.ts';
import type { SetCarbonInput } from '@/shared/schemas/prices.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';

/** The factor that holds at the end of a time; null: nobody has chosen one. */
export async function readCarbon(ctx: ServiceContext, at: Date): Promise<CarbonFactor | null> {
  const row = await ctx.db.carbonFactor.findFirst({
    where: { validFrom: { lt: at } },
    orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
  });
  if (!row) return null;
  const { version, validFrom, gramsPerKwh, country, year, source } = row;
  return { version, validFrom, gramsPerKwh: gramsPerKwh.toNumber(), country, year, source };
}

/** Of a frozen month. */
export const readKeptCarbon = (kept: unknown): CarbonFactor | null =>
  kept === null ? null : CarbonFactor.parse(kept);

/** From when on a kWh of the lab's grid stands for so many grams of CO₂e. A frozen month keeps the one it had. */
export async function setCarbon(ctx: ServiceContext, input: SetCarbonInput): Promise<void> {
  authorize(ctx, 'cost:manage');
  const user = requireUser(ctx);
  await withTransaction(ctx, async (tx) => {
    const { version } = await tx.carbonFactor.create({
      data: { ...input, createdById: user.id, createdByName: user.name, createdAt: ctx.now() },
      select: { version: true },
    });
    const { gramsPerKwh, country, year, source, validFrom } = input;
    await emitAudit(ctx, tx, {
      action: 'carbon.set',
      objectType: 'carbon',
      objectId: String(version),
      objectName: `${gramsPerKwh} g, ${country} ${year}`,
      after: { gramsPerKwh, source, validFrom },
    });
  });
}
