import type { ServiceContext } from '../../context.ts';
import { makePauses } from './give-way.ts';
import type { BookingUsage } from './load-bookings.ts';
import { loadTokens } from './load-tokens.ts';
import { type Measured, readMeasuredDays } from './read-measured-days.ts';
import { readBatches } from './read-batches.ts';
import type { ReportFrame } from './report-frame.ts';
import { makeTally, type Tally } from './tally.ts';
import { type Usage, usageOf } from './usage-rows.ts';

type BookingWithUsage = Usage & { booking: BookingUsage };

/**
 * Goes through the window's bookings by start, gives what each had batch by batch and adds each to the tally. Lets others
 * have the event loop in between, and ends when the request is closed. What the meters say is read meanwhile: it is
 * asked for at the end.
 */
export async function readUsage(
  ctx: ServiceContext,
  frame: ReportFrame,
  signal: AbortSignal | undefined,
): Promise<{ tally: Tally; measuring: Promise<Measured>; usages: AsyncGenerator<BookingWithUsage[]> }> {
  const measuring = readMeasuredDays(ctx, frame);
  // Whoever is stopped before the end never asks for it.
  measuring.catch(() => {});
  const batches = readBatches(ctx, frame);
  const tokens = await loadTokens(ctx, frame.days, frame.holdsNow);
  const tally = makeTally(frame, tokens);
  const pause = makePauses(signal);
  async function* usages(): AsyncGenerator<BookingWithUsage[]> {
    for await (const { bookings, parts } of batches) {
      const batch: BookingWithUsage[] = [];
      for (const booking of bookings) {
        const usage = usageOf(frame, booking, parts, tokens);
        tally.add(booking, usage, parts);
        batch.push({ booking, ...usage });
        const pausing = pause();
        if (pausing) await pausing;
      }
      yield batch;
    }
  }
  return { tally, measuring, usages: usages() };
}
