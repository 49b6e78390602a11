import { randomUUID } from 'node:crypto';
import type { NotificationKind } from '@/shared/schemas/notification.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { planDeliveries } from './plan-deliveries.ts';

export type Word = {
  personId: string;
  kind: NotificationKind;
  title: string;
  text: string;
  /** The page of what it is about. A mail about a booking brings that booking for the calendar. */
  link: string | null;
  /** What makes it the same word said again: `booking.reminder <booking id>`. */
  dedupeKey: string;
};

/**
 * Tells people, in the transaction of what it tells: neither is without the other, and so are the ways out of the lab,
 * which `deliverDue` goes afterwards. The same word, by its `dedupeKey` and person, is told once.
 */
export async function notify(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  words: readonly Word[],
): Promise<void> {
  if (words.length === 0) return;
  const routeOf = await planDeliveries(tx, words);
  const now = ctx.now();
  const written = await tx.notification.createManyAndReturn({
    data: words.map(({ dedupeKey, ...word }) => ({
      ...word,
      id: randomUUID(),
      dedupeKey: `${dedupeKey} ${word.personId}`,
      inApp: routeOf(word).app,
      createdAt: now,
    })),
    skipDuplicates: true,
    select: { id: true, personId: true, kind: true, inApp: true },
  });
  await tx.notificationDelivery.createMany({
    data: written.flatMap(({ id: notificationId, personId, kind }) => {
      const { email, webhookIds } = routeOf({ personId, kind: kind as NotificationKind });
      const due = { notificationId, nextAt: now, createdAt: now };
      return [
        ...(email ? [{ ...due, channel: 'email' }] : []),
        ...webhookIds.map((webhookId) => ({ ...due, channel: 'webhook', webhookId })),
      ];
    }),
  });
  for (const personId of new Set(written.filter((it) => it.inApp).map((it) => it.personId)))
    afterCommit(() => ctx.bus.emit('notification.added', { personId }));
}
