import { createHash } from 'node:crypto';
import { asPerson, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { notify } from '../notifications/index.ts';
import { startSession } from './start-session.ts';

/** So long it is tried from when it is due: an agent may be a moment late. */
export const TRIED_FOR_MS = 10 * 60_000;

/**
 * Starts the chosen model on bookings that want it by themselves, as their person would. Nothing is started where
 * something was already. Of two portals that try at once one session comes, for its id follows from the booking's; why
 * one could not start is told to the person once, and tried again for ten minutes.
 */
export async function startDueSessions(ctx: ServiceContext): Promise<void> {
  const now = ctx.now();
  const due = await ctx.db.booking.findMany({
    where: {
      status: 'confirmed',
      autoStart: true,
      startModelId: { not: null },
      startsAt: { lte: now, gt: new Date(now.getTime() - TRIED_FOR_MS) },
      endsAt: { gt: now },
      sessions: { none: {} },
    },
    include: { person: { select: { id: true, name: true, role: true, teamId: true } } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  for (const { id: bookingId, startModelId, person, purpose } of due) {
    await startOrTell(ctx, {
      person,
      session: { id: nameBased(`session of booking ${bookingId}`), bookingId, modelId: startModelId! },
      title: `Nothing started by itself on “${purpose}”`,
      key: bookingId,
    });
  }
}

type Start = {
  person: Parameters<typeof asPerson>[1];
  session: { id: string; bookingId: string; modelId: string };
  /** Of the word to the person, which comes once for each `key`. */
  title: string;
  key: string;
};

/** Starts it as its person would, or tells them why it could not; the next look tries again. */
export async function startOrTell(
  ctx: ServiceContext,
  { person, session, title, key }: Start,
): Promise<void> {
  try {
    await startSession(asPerson(ctx, person), session);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    await withTransaction(ctx, (tx, afterCommit) =>
      notify(ctx, tx, afterCommit, [
        {
          personId: person.id,
          kind: 'booking.start_failed',
          title,
          text: `${error.message} It is tried again for ten minutes; you can also start it by hand.`,
          link: `/bookings/${session.bookingId}`,
          dedupeKey: `booking.start_failed ${key}`,
        },
      ]),
    );
  }
}

/** A name-based UUID: the same for each who asks. */
export function nameBased(name: string): string {
  const hash = createHash('sha1').update(name).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-${variant}${hash.slice(18, 20)}-${hash.slice(20, 32)}`;
}
