import type { Prisma } from '@/prisma/generated/client.ts';
import { formatMoney } from '@/shared/domain/format.ts';
import {
  type HostedPrices,
  MOST_HOSTED_PRICES,
  type SaveHostedPriceInput,
} from '@/shared/schemas/hosted-price.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { toHostedPrice } from '../energy/index.ts';

type Row = Prisma.HostedPriceGetPayload<object>;

/** All that hosted APIs are known to ask for tokens, by name, the newest day first. */
export async function listHostedPrices(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<HostedPrices> {
  authorize(ctx, 'lab:read');
  const [rows, models] = await Promise.all([
    ctx.db.hostedPrice.findMany({ orderBy: [{ name: 'asc' }, { asOf: 'desc' }, { id: 'asc' }], take: limit }),
    // In SQL: Prisma's own `distinct` would bring every session that there ever was.
    ctx.db.$queryRaw<HostedPrices['models']>`
      SELECT DISTINCT ON ("modelId") "modelId", "modelTitle" FROM "Session"
      ORDER BY "modelId", "createdAt" DESC LIMIT ${MOST_HOSTED_PRICES}`,
  ]);
  return { prices: rows.map(toHostedPrice), models };
}

/** Enters a price of a day, or puts one right. */
export async function saveHostedPrice(
  ctx: ServiceContext,
  input: SaveHostedPriceInput,
): Promise<{ id: string }> {
  authorize(ctx, 'cost:manage');
  const user = requireUser(ctx);
  const { id, asOf, ...price } = input;
  await withTransaction(ctx, async (tx) => {
    const before = await tx.hostedPrice.findUnique({ where: { id } });
    if (!before && (await tx.hostedPrice.count()) >= MOST_HOSTED_PRICES)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `The lab keeps ${MOST_HOSTED_PRICES} such prices. Remove one first.`,
      );
    const data = {
      ...price,
      asOf: new Date(`${asOf}T00:00:00Z`),
      changedByName: user.name,
      changedAt: ctx.now(),
    };
    const after = await tx.hostedPrice.upsert({ where: { id }, create: { id, ...data }, update: data });
    await emitAudit(ctx, tx, {
      action: before ? 'hosted-price.change' : 'hosted-price.add',
      objectType: 'hosted-price',
      objectId: id,
      objectName: price.name,
      ...(before && { before: toldOf(before) }),
      after: toldOf(after),
    });
  });
  return { id };
}

export async function removeHostedPrice(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'cost:manage');
  await withTransaction(ctx, async (tx) => {
    const row = await tx.hostedPrice.findUnique({ where: { id } });
    if (!row) return;
    await tx.hostedPrice.delete({ where: { id } });
    await emitAudit(ctx, tx, {
      action: 'hosted-price.remove',
      objectType: 'hosted-price',
      objectId: id,
      objectName: row.name,
      before: toldOf(row),
    });
  });
}

const toldOf = (row: Row) => ({
  name: row.name,
  input: formatMoney(row.inputPrice.toNumber(), row.currency),
  output: formatMoney(row.outputPrice.toNumber(), row.currency),
  asOf: row.asOf.toISOString().slice(0, 10),
  model: row.modelId,
  source: row.source,
});
