import type { ServiceContext } from '../../context.ts';
import { readFailedBookings } from '../incidents/index.ts';
import { nameBased, startOrTell, TRIED_FOR_MS } from './start-due-sessions.ts';

/**
 * Starts the model of a booking again that started it by itself, after a failure that starting again helps against
 * (`whenAgain`). Of two portals that try at once one session comes, for its id follows from the failed one's.
 */
export async function startFailedAgain(ctx: ServiceContext): Promise<void> {
  const now = ctx.now();
  for (const failed of await readFailedBookings(ctx.db, { now })) {
    const { bookingId, modelId, person, purpose, sessionId, again } = failed;
    if (typeof again === 'string') continue;
    const sinceMs = now.getTime() - again.at.getTime();
    if (sinceMs < 0 || sinceMs >= TRIED_FOR_MS) continue;
    await startOrTell(ctx, {
      person,
      session: { id: nameBased(`again after ${sessionId}`), bookingId, modelId },
      title: `“${purpose}” did not start again by itself`,
      key: sessionId,
    });
  }
}
