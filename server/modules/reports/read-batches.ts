import type { ServiceContext } from '../../context.ts';
import { oneAhead } from './ahead.ts';
import { type BookingUsage, loadBookings } from './load-bookings.ts';
import { readSessionParts, type SessionPart } from './read-session-parts.ts';
import type { ReportFrame } from './report-frame.ts';

type Batch = { bookings: BookingUsage[]; parts: Map<string, SessionPart[]> };

/** The window's bookings with their sessions' energy, batch by batch. The first is on its way from this moment. */
export const readBatches = (ctx: ServiceContext, frame: ReportFrame): AsyncGenerator<Batch> =>
  oneAhead(batchesOf(ctx, frame));

async function* batchesOf(ctx: ServiceContext, frame: ReportFrame): AsyncGenerator<Batch> {
  if (frame.days.length === 0) return;
  for await (const bookings of oneAhead(loadBookings(ctx, frame.window, { withEnergy: true })))
    yield { bookings, parts: await readSessionParts(ctx, frame, bookings) };
}
