import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { oneAhead } from './ahead.ts';
import { makePauses } from './give-way.ts';
import { loadBookings } from './load-bookings.ts';
import { type UsePiece, usePieces } from './use-pieces.ts';

/** The pieces of each booking that has some in the window, by start; ends when the request is closed. */
export async function* readUsePieces(
  ctx: ServiceContext,
  window: Span,
  kind: ShownKind,
  signal: AbortSignal | undefined,
): AsyncGenerator<UsePiece[]> {
  if (window.from >= window.to) return;
  const pause = makePauses(signal);
  for await (const bookings of oneAhead(loadBookings(ctx, window, { withEnergy: false })))
    for (const booking of bookings) {
      if (booking.simulated !== (kind === 'simulated')) continue;
      const pieces = usePieces(booking, window);
      if (pieces.length > 0) yield pieces;
      const pausing = pause();
      if (pausing) await pausing;
    }
}
