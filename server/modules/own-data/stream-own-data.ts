import { safeFileName } from '@/shared/domain/file-name.ts';
import { type Limit, takeUse } from '../../auth/rate-limit.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { zip, type ZipEntry } from '../../zip.ts';
import { emitAudit } from '../audit/index.ts';
import { exportChat, exportOwnChats } from '../chat/index.ts';
import { PARTS } from './parts.ts';
import { readMe } from './read-me.ts';
import { asJson, rowsById } from './rows.ts';

const LIMIT: Limit = { max: 3, windowMs: 3_600_000 };

/** Throws PRECONDITION_FAILED with `{needs: 'confirm'}` unless the person proved within 15 minutes who they are. */
export async function requestOwnData(ctx: ServiceContext): Promise<{ path: string }> {
  authorize(ctx, 'lab:read');
  requireUser(ctx);
  await requireFreshSignIn(ctx);
  return { path: '/api/own-data.zip' };
}

/**
 * All that is the person's who asks, as a ZIP archive in pieces; of nobody else, whatever the role. Three in an hour,
 * each an entry of the audit.
 */
export async function* streamOwnData(ctx: ServiceContext): AsyncGenerator<Buffer> {
  await requestOwnData(ctx);
  const { id, name } = requireUser(ctx);
  const { count, retryAfterMs } = await takeUse(ctx.db, `own-data:${id}`, LIMIT, ctx.now().getTime());
  if (count > LIMIT.max)
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `You took it ${LIMIT.max} times within the hour. Try again in ${Math.ceil(retryAfterMs / 60_000)} minutes.`,
      { details: { retryAfterMs } },
    );
  await withTransaction(ctx, (tx) =>
    emitAudit(ctx, tx, {
      action: 'member.export-own',
      objectType: 'member',
      objectId: id,
      objectName: name,
    }),
  );
  yield* zip(entriesOf(ctx, { id, name }));
}

async function* entriesOf(
  ctx: ServiceContext,
  { id, name: person }: { id: string; name: string },
): AsyncGenerator<ZipEntry> {
  const lab = await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } });
  const at = ctx.now();
  const text = readMe({ person, lab: lab.name, timeZone: lab.timeZone, at, parts: PARTS });
  yield { path: 'README.txt', at, content: asIs(text) };
  for (const { file, read } of PARTS) yield { path: file, at, content: asJson(read(ctx, id)) };
  yield { path: 'chats.json', at, content: exportOwnChats(ctx) };
  yield* pagesOf(ctx, id);
  yield* filesOf(ctx, id);
}

async function* pagesOf(ctx: ServiceContext, ownerId: string): AsyncGenerator<ZipEntry> {
  const chats = rowsById(({ after, take }) =>
    ctx.db.conversation.findMany({
      where: { ownerId, deletedAt: null, id: { gt: after } },
      select: { id: true, updatedAt: true },
      orderBy: { id: 'asc' },
      take,
    }),
  );
  for await (const { id, updatedAt } of chats)
    yield { path: `chats/${id}.md`, at: updatedAt, content: exportChat(ctx, { id, format: 'md' }) };
}

async function* filesOf(ctx: ServiceContext, ownerId: string): AsyncGenerator<ZipEntry> {
  const files = rowsById(({ after, take }) =>
    ctx.db.chatAttachment.findMany({
      where: { ownerId, id: { gt: after } },
      select: { id: true, name: true, createdAt: true },
      orderBy: { id: 'asc' },
      take,
    }),
  );
  for await (const { id, name, createdAt } of files)
    yield { path: `files/${id} ${safeFileName(name)}.txt`, at: createdAt, content: textOf(ctx, id) };
}

/** Read only once its turn comes, for each may be large. */
async function* textOf({ db }: ServiceContext, id: string): AsyncGenerator<string> {
  yield (await db.chatAttachment.findUnique({ where: { id }, select: { block: true } }))?.block ?? '';
}

async function* asIs(text: string): AsyncGenerator<string> {
  yield text;
}
