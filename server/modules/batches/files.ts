import type { Prisma } from '@/prisma/generated/client.ts';
import { requireKey, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

export const BATCH_INPUT = 'batch';
export const BATCH_OUTPUT = 'batch_output';

export const fileSelect = {
  id: true,
  name: true,
  purpose: true,
  bytes: true,
  createdAt: true,
  expiresAt: true,
} satisfies Prisma.ApiFileSelect;
export type StoredFile = Prisma.ApiFileGetPayload<{ select: typeof fileSelect }>;

/** A file of the key that asks; of others' nothing is told, not even that they are there. */
export async function findFile(ctx: ServiceContext, id: string): Promise<StoredFile> {
  const { id: apiKeyId } = requireKey(ctx);
  const file = await ctx.db.apiFile.findFirst({ where: { id, apiKeyId }, select: fileSelect });
  if (file) return file;
  throw new ServiceError('NOT_FOUND', `This key has no file ${JSON.stringify(id)}.`, {
    details: { apiCode: 'file_not_found', param: 'file_id' },
  });
}
