import type { ChatPeopleFrame } from '@/shared/protocol/console.ts';
import { can } from '@/shared/domain/permissions.ts';
import { Role } from '@/shared/schemas/member.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readableSql, visibleTo } from './internal.ts';

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
  const people = await ctx.db.$queryRawUnsafe<Seer[]>(SEERS, conversationId, userIds);
  return people.map(({ id, name, role: said, isOwner, shared }) => {
    const role = Role.safeParse(said).data;
    const mayWrite = shared && role && can({ kind: 'user', id, role }, 'chat:write');
    return { id, name, may: isOwner ? 'own' : mayWrite ? 'write' : 'read' };
  });
}

type Seer = { id: string; name: string; role: string | null; isOwner: boolean; shared: boolean };
const SEERS = `
  SELECT u.id, u.name, u.role, u.id = c."ownerId" AS "isOwner", c.shared FROM "User" u, "Conversation" c
  WHERE c.id = $1 AND u.id = ANY($2) AND ${readableSql('u.id')} ORDER BY u.name, u.id`;
