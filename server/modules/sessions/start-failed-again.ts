import { asPerson, type ServiceContext } from '../../context.ts';
import { isServiceError } from '../../errors.ts';
import { type FailedBooking, readFailedBookings } from '../incidents/index.ts';
import { nameBased, tellStartFailed } from './start-due-sessions.ts';
import { startSession } from './start-session.ts';

/** What keeps it from starting may pass: so long it is tried. */
const TRIED_FOR_MS = 10 * 60_000;

/**
 * Starts the model of a booking again that started it by itself, after a failure that starting again helps against
 * (`whenAgain`). Of two portals that try at once one session comes, for its id follows from the failed one's.
 */
export async function startFailedAgain(ctx: ServiceContext): Promise<void> {
  const nowMs = ctx.now().getTime();
  for (const failed of await readFailedBookings(ctx.db, { now: ctx.now() })) {
    if (typeof failed.again === 'string') continue;
    const sinceMs = nowMs - failed.again.at.getTime();
    if (sinceMs >= 0 && sinceMs < TRIED_FOR_MS) await start(ctx, failed);
  }
}

async function start(ctx: ServiceContext, failed: FailedBooking): Promise<void> {
  const { bookingId, modelId, personId, purpose, sessionId } = failed;
  const person = await ctx.db.user.findUniqueOrThrow({
    where: { id: personId },
    select: { id: true, name: true, role: true, teamId: true },
  });
  try {
    await startSession(asPerson(ctx, person), {
      id: nameBased(`again after ${sessionId}`),
      bookingId,
      modelId,
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    await tellStartFailed(ctx, {
      bookingId,
      personId,
      title: `“${purpose}” did not start again by itself`,
      message: error.message,
      key: sessionId,
    });
  }
}
