import type * as z from 'zod';
import type { ListNotificationsInput, Notification, Unread } from '@/shared/schemas/notification.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { requireUser, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';

const SHOWN = {
  id: true,
  kind: true,
  title: true,
  text: true,
  link: true,
  createdAt: true,
  readAt: true,
} as const;

/** What one was told oneself, newest first. */
export async function listNotifications(
  ctx: ServiceContext,
  input: z.output<typeof ListNotificationsInput>,
): Promise<Page<Notification>> {
  const { id: personId } = requireUser(ctx);
  const found = await ctx.db.notification.findMany({
    where: {
      personId,
      inApp: true,
      ...(input.unreadOnly && { readAt: null }),
      ...olderThan('createdAt', input.cursor),
    },
    select: SHOWN,
    take: takeOf(input),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  return toPage(
    found,
    input,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (row) => row,
  );
}

/** For the shell of every page: how many wait, and the newest of them to tell. */
export async function readUnread(ctx: ServiceContext): Promise<z.output<typeof Unread>> {
  const { id: personId } = requireUser(ctx);
  const where = { personId, inApp: true, readAt: null };
  const [count, newest] = await Promise.all([
    ctx.db.notification.count({ where }),
    ctx.db.notification.findFirst({
      where,
      select: SHOWN,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
  ]);
  return { count, newest };
}
