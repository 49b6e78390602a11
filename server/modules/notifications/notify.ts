import type { NotificationKind } from '@/shared/schemas/notification.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

export type Word = {
  personId: string;
  kind: NotificationKind;
  title: string;
  text: string;
  /** The page of what it is about. */
  link: string | null;
  /** What makes it the same word said again: `booking.reminder <booking id>`. */
  dedupeKey: string;
};

/**
 * Tells people, in the transaction of what it tells: neither is without the other. The same word, by its `dedupeKey`
 * and person, is told once.
 */
export async function notify(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  words: readonly Word[],
): Promise<void> {
  if (words.length === 0) return;
  await tx.notification.createMany({
    data: words.map(({ dedupeKey, ...word }) => ({
      ...word,
      dedupeKey: `${dedupeKey} ${word.personId}`,
      createdAt: ctx.now(),
    })),
    skipDuplicates: true,
  });
  for (const personId of new Set(words.map((it) => it.personId)))
    afterCommit(() => ctx.bus.emit('notification.added', { personId }));
}
