import type { AfterCommit, ServiceContext } from '../context.ts';
import type { Transaction } from '../db.ts';
import { notify, type Word } from '../modules/notifications/index.ts';
import { PEOPLE } from './demo-content.ts';

/** What a new lab has to say to its people, once: their inbox shows how it looks, and each leads to where one begins. */
export async function ensureWords(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
): Promise<void> {
  const people = await tx.user.findMany({
    where: { email: { in: PEOPLE.map((it) => it.email) } },
    select: { id: true, role: true },
  });
  const words = people.flatMap(({ id: personId, role }): Word[] => [
    {
      personId,
      kind: 'lab.welcome',
      title: 'How you are told is yours to choose',
      text: 'Here, by e-mail or to a webhook, each kind for itself. Your calendar can follow your bookings.',
      link: '/settings/notifications',
      dedupeKey: 'demo how-told',
    },
    // Who only looks has nothing to book.
    ...(role === 'viewer' ? [] : [beginWith(personId)]),
  ]);
  await notify(ctx, tx, afterCommit, words);
}

const beginWith = (personId: string): Word => ({
  personId,
  kind: 'lab.welcome',
  title: 'Two Macs of this computer are real',
  text: 'Book them and start a model. The others are simulated, their past too, and say so.',
  link: '/bookings',
  dedupeKey: 'demo begin',
});
