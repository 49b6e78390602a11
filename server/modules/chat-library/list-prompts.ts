import type { ChatPrompt } from '@/shared/schemas/chat-prompts.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ownershipOf, visibleTo } from './internal.ts';

/** One's own prompts and the lab's, by name, each in its newest version. */
export async function listPrompts(ctx: ServiceContext, { limit }: { limit: number }): Promise<ChatPrompt[]> {
  authorize(ctx, 'lab:read');
  const { id } = requireUser(ctx);
  const rows = await ctx.db.chatPrompt.findMany({
    where: visibleTo(id),
    include: {
      owner: { select: { name: true } },
      versions: { orderBy: { version: 'desc' }, take: 1, include: { author: { select: { name: true } } } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  });
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    ...ownershipOf(ctx, row),
    version: row.version,
    text: row.versions[0]?.text ?? '',
    authorName: row.versions[0]?.author?.name ?? null,
    updatedAt: row.updatedAt,
  }));
}
