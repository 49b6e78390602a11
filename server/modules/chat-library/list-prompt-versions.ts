import type * as z from 'zod';
import type { PromptVersion } from '@/shared/schemas/chat-prompts.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { visibleTo } from './internal.ts';

type Input = { id: string; limit: number };

/** What a prompt has said, newest first. */
export async function listPromptVersions(
  ctx: ServiceContext,
  { id, limit }: Input,
): Promise<z.output<typeof PromptVersion>[]> {
  authorize(ctx, 'lab:read');
  const { id: viewerId } = requireUser(ctx);
  const prompt = await ctx.db.chatPrompt.findFirst({
    where: { id, ...visibleTo(viewerId) },
    select: {
      versions: {
        orderBy: { version: 'desc' },
        take: limit,
        include: { author: { select: { name: true } } },
      },
    },
  });
  if (!prompt) throw new ServiceError('NOT_FOUND', 'That prompt is gone, or is the lab’s no more.');
  return prompt.versions.map(({ version, text, author, createdAt }) => ({
    version,
    text,
    authorName: author?.name ?? null,
    createdAt,
  }));
}
