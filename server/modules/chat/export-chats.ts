import { toMarkdown } from '@/shared/domain/chat-markdown.ts';
import { CHAT_FILE_FORMAT } from '@/shared/schemas/chat-file.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { findVisible } from './internal.ts';
import { readChatRecord } from './read-chat-record.ts';

const PAGE = 100;

/** One chat that one may read, in pieces of text: Markdown of the branch that ends newest, or all of it as JSON. */
export async function* exportChat(
  ctx: ServiceContext,
  { id, format }: { id: string; format: 'md' | 'json' },
): AsyncGenerator<string> {
  authorize(ctx, 'lab:read');
  const [record, lab] = await withTransaction(ctx, async (tx) => {
    await findVisible(ctx, tx, id);
    return [await readChatRecord(tx, id), await tx.lab.findUnique({ where: { id: 'lab' } })];
  });
  if (format === 'md') {
    yield toMarkdown(record, lab?.timeZone ?? 'UTC');
    return;
  }
  yield `${headOf(ctx, lab?.name)}${JSON.stringify(record)}\n]}\n`;
}

/** All chats of one's own, one after another: no more than one is held at a time. */
export async function* exportOwnChats(ctx: ServiceContext): AsyncGenerator<string> {
  authorize(ctx, 'lab:read');
  const { id: ownerId } = requireUser(ctx);
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' } });
  yield headOf(ctx, lab?.name);
  let after = '';
  for (;;) {
    const rows = await ctx.db.conversation.findMany({
      where: { ownerId, deletedAt: null, id: { gt: after } },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    for (const { id } of rows) {
      yield `${after === '' ? '' : ',\n'}${JSON.stringify(await readChatRecord(ctx.db, id))}`;
      after = id;
    }
    if (rows.length < PAGE) break;
  }
  yield '\n]}\n';
}

const headOf = (ctx: ServiceContext, lab: string | undefined): string =>
  `{"format":"${CHAT_FILE_FORMAT}","version":1,"exportedAt":"${ctx.now().toISOString()}","lab":${JSON.stringify(lab ?? null)},"chats":[\n`;
