import { attachmentBlock } from '@/shared/domain/attachment-block.ts';
import { safeCut } from '@/shared/domain/clip-text.ts';
import { aboutTokens } from '@/shared/domain/estimate-tokens.ts';
import { safeFileName } from '@/shared/domain/file-name.ts';
import { type ChatFile, MOST_USED_CHARACTERS } from '@/shared/schemas/chat-files.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { SHOWN_OF_FILE, toChatFile } from './chat-file.ts';
import { findWritable } from './internal.ts';

const MOST_UNSENT = 40;
/** What was attached and never asked about. */
const UNSENT_DAYS = 7;
const DAY_MS = 86_400_000;

export type ReadFile = {
  kind: ChatFile['kind'];
  text: string;
  /** Of the whole file, of which `text` may be the beginning. */
  characters: number;
  encoding: string | null;
  pages: number | null;
};
type NewFile = { id: string; conversationId: string; name: string };

/** Before a file is read it is known whether it may be attached here. */
export async function refuseUnlessMayAttach(ctx: ServiceContext, conversationId: string): Promise<void> {
  authorize(ctx, 'chat:write');
  await findWritable(ctx, ctx.db, conversationId);
}

/** Keeps the text of a file with a chat, until a question takes it along. The same id again returns the first. */
export async function keepChatFile(ctx: ServiceContext, file: NewFile, read: ReadFile): Promise<ChatFile> {
  await refuseUnlessMayAttach(ctx, file.conversationId);
  const { id: ownerId } = requireUser(ctx);
  const now = ctx.now();
  await ctx.db.chatAttachment.deleteMany({
    where: { ownerId, isSent: false, createdAt: { lt: new Date(now.getTime() - UNSENT_DAYS * DAY_MS) } },
  });
  if ((await ctx.db.chatAttachment.count({ where: { ownerId, isSent: false } })) >= MOST_UNSENT)
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `${MOST_UNSENT} files of yours wait for a question already. Ask about some, or remove them.`,
    );
  const text = read.text.slice(0, safeCut(read.text, MOST_USED_CHARACTERS));
  const name = safeFileName(file.name);
  const block = attachmentBlock({ name, text, characters: read.characters });
  await ctx.db.chatAttachment.createMany({
    data: {
      ...file,
      name,
      ownerId,
      kind: read.kind,
      encoding: read.encoding,
      pages: read.pages,
      characters: read.characters,
      usedCharacters: text.length,
      tokens: aboutTokens(block),
      block,
      createdAt: now,
    },
    skipDuplicates: true,
  });
  const row = await ctx.db.chatAttachment.findFirst({
    where: { id: file.id, ownerId, conversationId: file.conversationId },
    select: SHOWN_OF_FILE,
  });
  if (!row) throw new ServiceError('CONFLICT', 'That file’s id is taken. Attach it again.');
  return toChatFile(row);
}
