import type * as z from 'zod';
import type { Delivery, ListDeliveriesInput, MailState } from '@/shared/schemas/notification.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { ownerOf } from './webhooks.ts';

const DAY_MS = 86_400_000;

/**
 * What went out or is on its way, newest first: one's own mails and webhooks, or the lab's webhooks and everybody's
 * mails. What others were told stays theirs: the lab's list has its kind.
 */
export async function listDeliveries(
  ctx: ServiceContext,
  input: z.output<typeof ListDeliveriesInput>,
): Promise<Page<Delivery>> {
  const personId = ownerOf(ctx, input.whose);
  const isMine = personId !== null;
  const found = await ctx.db.notificationDelivery.findMany({
    where: {
      AND: [
        isMine
          ? { OR: [{ channel: 'email', notification: { personId } }, { webhook: { personId } }] }
          : { OR: [{ channel: 'email' }, { webhook: { personId: null } }] },
        olderThan('createdAt', input.cursor),
      ],
    },
    include: {
      webhook: { select: { url: true } },
      notification: { select: { kind: true, title: true, person: { select: { name: true } } } },
    },
    take: takeOf(input),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  return toPage(
    found,
    input,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    ({ webhook, notification, ...row }) => ({
      id: row.id,
      channel: row.channel as Delivery['channel'],
      url: webhook?.url ?? null,
      personName: isMine ? null : notification.person.name,
      kind: notification.kind,
      title: isMine ? notification.title : null,
      state: row.state as Delivery['state'],
      attempts: row.attempts,
      createdAt: row.createdAt,
      sentAt: row.sentAt,
      nextAt: row.state === 'due' ? row.nextAt : null,
      answer: row.answer,
    }),
  );
}

/** Whether mail gets out of the lab, over the last week. */
export async function readMailState(ctx: ServiceContext): Promise<z.output<typeof MailState>> {
  requireUser(ctx);
  authorize(ctx, 'webhook:manage-lab');
  const { smtpUrl, mailFrom } = ctx.outbound;
  const lately = { channel: 'email', createdAt: { gt: new Date(ctx.now().getTime() - 7 * DAY_MS) } };
  const [counts, sent, unsent] = await Promise.all([
    ctx.db.notificationDelivery.groupBy({ by: ['state'], where: lately, _count: true }),
    ctx.db.notificationDelivery.findFirst({
      where: { ...lately, state: 'sent' },
      orderBy: { sentAt: 'desc' },
      select: { sentAt: true },
    }),
    ctx.db.notificationDelivery.findFirst({
      where: { ...lately, state: { not: 'sent' }, answer: { not: null } },
      orderBy: { createdAt: 'desc' },
      select: { answer: true },
    }),
  ]);
  const countOf = (state: string): number => counts.find((it) => it.state === state)?._count ?? 0;
  return {
    // Without its name and password.
    server: smtpUrl === null ? null : new URL(smtpUrl).host,
    from: mailFrom,
    waiting: countOf('due'),
    failed: countOf('failed'),
    lastSentAt: sent?.sentAt ?? null,
    lastAnswer: unsent?.answer ?? null,
  };
}
