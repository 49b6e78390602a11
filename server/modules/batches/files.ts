import type { Prisma } from '@/prisma/generated/client.ts';
import { requireKey, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
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

const READ_CONTENT: Statement = {
  name: 'batches.read-content',
  text: `SELECT content FROM "ApiFile" WHERE id = $1`,
};
const WRITE_CONTENT: Statement = {
  name: 'batches.write-content',
  text: `UPDATE "ApiFile" SET content = $2::bytea WHERE id = $1`,
};

/* Past Prisma, which would hold the portal for as long as it turns so many bytes into text and back. */

/** Null where its words lie with the lines of a batch, undefined where there is no such file. */
export async function readContent(ctx: ServiceContext, id: string): Promise<string | null | undefined> {
  const [row] = await hotClient(ctx.db).query<{ content: Buffer | null }>(READ_CONTENT, [id]);
  return row && (row.content?.toString('utf8') ?? null);
}

export const writeContent = (ctx: ServiceContext, id: string, bytes: Buffer): Promise<unknown> =>
  hotClient(ctx.db).query(WRITE_CONTENT, [id, bytes]);
