import type { ChatPeopleFrame } from '@/shared/protocol/console.ts';
import { can } from '@/shared/domain/permissions.ts';
import { Role } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { visibleTo } from './internal.ts';

/** Throws unless the actor may see this chat. */
export async function requireVisibleChat(
  ctx: ServiceContext,
  { conversationId }: { conversationId: string },
): Promise<void> {
  authorize(ctx, 'lab:read');
  const where = { id: conversationId, ...visibleTo(ctx) };
  if (!(await ctx.db.conversation.findFirst({ where, select: { id: true } })))
    throw new ServiceError('NOT_FOUND', 'There is no such chat, or it is not shared with you.');
}

/** Of these people, those who may see a chat, and what they may do in it. For the portal itself. */
export async function readChatPeople(
  ctx: ServiceContext,
  { conversationId, userIds }: { conversationId: string; userIds: readonly string[] },
): Promise<Omit<ChatPeopleFrame['people'][number], 'isTyping'>[]> {
  const chat = await ctx.db.conversation.findUnique({
    where: { id: conversationId },
    select: { ownerId: true, shared: true },
  });
  const people = await ctx.db.user.findMany({
    where: { id: { in: [...userIds] } },
    select: { id: true, name: true, role: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return people.flatMap(({ id, name, role: said }) => {
    const isOwner = id === chat?.ownerId;
    if (!chat || !(isOwner || chat.shared)) return [];
    const role = Role.safeParse(said).data;
    const may = isOwner ? 'own' : role && can({ kind: 'user', id, role }, 'chat:write') ? 'write' : 'read';
    return [{ id, name, may }];
  });
}
