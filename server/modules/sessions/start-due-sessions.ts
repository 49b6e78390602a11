import { createHash } from 'node:crypto';
import { asPerson, type ServiceContext, withTransaction } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { notify } from '../notifications/index.ts';
import { startSession } from './start-session.ts';

/** How long after a booking's start it is tried: an agent may be a moment late. */
const TRIED_FOR_MS = 10 * 60_000;

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
    try {
      await startSession(asPerson(ctx, person), {
        id: sessionIdOf(bookingId),
        bookingId,
        modelId: startModelId!,
      });
    } catch (error) {
      if (!isServiceError(error)) throw error;
      await tellStartFailed(ctx, {
        bookingId,
        personId: person.id,
        title: `Nothing started by itself on “${purpose}”`,
        message: error.message,
        key: bookingId,
      });
    }
  }
}

type StartFailed = { bookingId: string; personId: string; title: string; message: string; key: string };

/** Once for each `key`. */
export async function tellStartFailed(
  ctx: ServiceContext,
  { bookingId, personId, title, message, key }: StartFailed,
): Promise<void> {
  await withTransaction(ctx, (tx, afterCommit) =>
    notify(ctx, tx, afterCommit, [
      {
        personId,
        kind: 'booking.start_failed',
        title,
        text: `${message} It is tried again for ten minutes; you can also start it by hand.`,
        link: `/bookings/${bookingId}`,
        dedupeKey: `booking.start_failed ${key}`,
      },
    ]),
  );
}

/** The same for each who asks: a name-based UUID of the booking's id. */
export const sessionIdOf = (bookingId: string): string => nameBased(`session of booking ${bookingId}`);

export function nameBased(name: string): string {
  const hash = createHash('sha1').update(name).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-${variant}${hash.slice(18, 20)}-${hash.slice(20, 32)}`;
}
