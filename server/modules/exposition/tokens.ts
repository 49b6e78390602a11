import type * as z from 'zod';
import {
  type MadeMetricsToken,
  type MetricsToken,
  MOST_METRICS_TOKENS,
} from '@/shared/schemas/metrics-token.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';

const PREFIX_LENGTH = 12;

/** Those that are good now, the newest first. */
export async function listMetricsTokens(
  ctx: ServiceContext,
  { limit }: { limit: number },
): Promise<MetricsToken[]> {
  authorize(ctx, 'key:manage-any');
  const rows = await ctx.db.metricsToken.findMany({
    where: { revokedAt: null },
    select: {
      id: true,
      name: true,
      prefix: true,
      createdAt: true,
      lastUsedAt: true,
      createdBy: { select: { name: true } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(({ createdBy, ...row }) => ({ ...row, by: createdBy?.name ?? null }));
}

/** Its secret is told here and never again. */
export async function makeMetricsToken(
  ctx: ServiceContext,
  { name }: { name: string },
): Promise<z.output<typeof MadeMetricsToken>> {
  authorize(ctx, 'key:manage-any');
  const { id: createdById } = requireUser(ctx);
  const secret = `espm_${makeToken()}`;
  const prefix = secret.slice(0, PREFIX_LENGTH);
  return withTransaction(ctx, async (tx) => {
    if ((await tx.metricsToken.count({ where: { revokedAt: null } })) >= MOST_METRICS_TOKENS)
      throw new ServiceError(
        'LIMIT_EXCEEDED',
        `There are ${MOST_METRICS_TOKENS} such tokens at most. Take one back first.`,
      );
    const { id } = await tx.metricsToken.create({
      data: { name, prefix, secretHash: hashOfToken(secret), createdById, createdAt: ctx.now() },
    });
    await emitAudit(ctx, tx, {
      action: 'metrics-token.make',
      objectType: 'metrics-token',
      objectId: id,
      objectName: name,
      after: { prefix },
    });
    return { id, name, secret };
  });
}

/** From then on nothing is read with it. Twice is once. */
export async function revokeMetricsToken(ctx: ServiceContext, { id }: { id: string }): Promise<void> {
  authorize(ctx, 'key:manage-any');
  await withTransaction(ctx, async (tx) => {
    const row = await tx.metricsToken.findUnique({ where: { id } });
    if (!row) throw new ServiceError('NOT_FOUND', 'There is no such token any more.');
    if (row.revokedAt) return;
    await tx.metricsToken.update({ where: { id }, data: { revokedAt: ctx.now() } });
    await emitAudit(ctx, tx, {
      action: 'metrics-token.revoke',
      objectType: 'metrics-token',
      objectId: id,
      objectName: row.name,
    });
  });
}

/** Whether this secret is good; notes its use, once a minute at most. */
export async function isMetricsToken(ctx: ServiceContext, secret: string): Promise<boolean> {
  const rows = await hotClient(ctx.db).query(CHECK, [hashOfToken(secret), ctx.now().toISOString()]);
  return rows.length > 0;
}

const CHECK: Statement = {
  name: 'exposition.check-token',
  text: `
    WITH found AS (
      SELECT id, "lastUsedAt" FROM "MetricsToken" WHERE "secretHash" = $1 AND "revokedAt" IS NULL
    ), noted AS (
      UPDATE "MetricsToken" t SET "lastUsedAt" = $2::timestamptz FROM found f
      WHERE t.id = f.id AND (f."lastUsedAt" IS NULL OR f."lastUsedAt" < $2::timestamptz - interval '1 minute')
    )
    SELECT id FROM found`,
};
