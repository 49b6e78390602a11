import type { Prisma } from '@/prisma/generated/client.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

export const keyInclude = {
  person: { select: { id: true, name: true, role: true } },
  project: { select: { id: true, name: true } },
} satisfies Prisma.ApiKeyInclude;
export type KeyRow = Prisma.ApiKeyGetPayload<{ include: typeof keyInclude }>;

/** A key as the audit tells it: never the secret, nor its hash. */
export const describeKey = (row: KeyRow) => ({
  name: row.name,
  prefix: row.prefix,
  project: row.project?.name ?? null,
  models: row.modelIds,
  sessions: row.sessionIds,
  until: row.expiresAt.toISOString(),
  requestsPerMinute: row.requestsPerMinute,
  tokensPerMinute: row.tokensPerMinute,
  tokensPerMonth: row.tokensPerMonth,
});

/** The key, held until the transaction ends. */
export async function lockKey(tx: Transaction, id: string): Promise<KeyRow> {
  await tx.$queryRaw`SELECT id FROM "ApiKey" WHERE id = ${id} FOR NO KEY UPDATE`;
  const row = await tx.apiKey.findUnique({ where: { id }, include: keyInclude });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such key of yours.');
  return row;
}
