import { randomUUID } from 'node:crypto';
import { Prisma } from '@/prisma/generated/client.ts';
import type { NotificationKind } from '@/shared/schemas/notification.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import { readSql, type Transaction } from '../../db.ts';
import { planDeliveries, type RouteOf } from './plan-deliveries.ts';

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
 * which `deliverDue` goes afterwards. The same word, by its `dedupeKey` and person, is told once. Who has looked up the
 * ways before its transaction brings them along.
 */
export async function notify(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  words: readonly Word[],
  planned?: RouteOf,
): Promise<void> {
  if (words.length === 0) return;
  const routeOf = planned ?? (await planDeliveries(tx, words));
  const now = ctx.now();
  const rows = words.map(({ dedupeKey, ...word }) => ({
    ...word,
    id: randomUUID(),
    dedupeKey: `${dedupeKey} ${word.personId}`,
    inApp: routeOf(word).app,
  }));
  const ways = rows.flatMap(({ id: notificationId, ...word }) => {
    const { email, webhookIds } = routeOf(word);
    return [
      ...(email ? [{ id: randomUUID(), notificationId, channel: 'email', webhookId: null }] : []),
      ...webhookIds.map((webhookId) => ({ id: randomUUID(), notificationId, channel: 'webhook', webhookId })),
    ];
  });
  // In one statement: who tells holds what others wait for.
  const written = await readSql<{ personId: string; inApp: boolean }>(
    tx,
    'notifications.write',
    Prisma.sql`
    WITH written AS (
      INSERT INTO "Notification" (id, "personId", kind, title, text, link, "dedupeKey", "inApp", "createdAt")
      SELECT id, "personId", kind, title, text, link, "dedupeKey", "inApp", ${now}::timestamptz
      FROM json_populate_recordset(NULL::"Notification", ${JSON.stringify(rows)}::json)
      ON CONFLICT DO NOTHING RETURNING id, "personId", "inApp"
    ), due AS (
      INSERT INTO "NotificationDelivery" (id, "notificationId", channel, "webhookId", "nextAt", "createdAt")
      SELECT d.id, d."notificationId", d.channel, d."webhookId", ${now}::timestamptz, ${now}::timestamptz
      FROM json_populate_recordset(NULL::"NotificationDelivery", ${JSON.stringify(ways)}::json) d
      JOIN written w ON w.id = d."notificationId"
    )
    SELECT "personId", "inApp" FROM written`,
  );
  for (const personId of new Set(written.filter((it) => it.inApp).map((it) => it.personId)))
    afterCommit(() => ctx.bus.emit('notification.added', { personId }));
}
