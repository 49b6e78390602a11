import { type Meters, metersFor, readersFor } from '@/shared/domain/meters.ts';

/** The agents' spools keep a reading this long; what has not come by then never will. */
export const SPOOL_MS = 7 * 24 * 3_600_000;
/** A machine whose agent has never told a reading has this long to begin. */
const UNHEARD_MS = 15 * 60_000;
const SOON_MS = 5000;
const SOON_TRIES = 6;
const LONGEST_DELAY_MS = 5 * 60_000;

/** How far each machine's readings reach. */
type Reach = ReadonlyMap<string, Date>;

/** Whose counters are read at a moment, for these machines. */
export const readersAt = (meters: Meters, machineIds: readonly string[], at: Date): string[] =>
  metersFor(meters, machineIds).flatMap((meter) =>
    readersFor(meter, machineIds)
      .filter((it) => it.from < at && at <= it.to)
      .map((it) => it.counterId),
  );

/** `wait`: a machine's readings do not reach the end yet. `gave_up`: they never will. */
export function judgeReach(
  reach: Reach,
  machineIds: readonly string[],
  { endedAt, now }: { endedAt: Date; now: Date },
): 'reached' | 'gave_up' | 'wait' {
  const waitedMs = now.getTime() - endedAt.getTime();
  const lacking = machineIds.filter((id) => (reach.get(id)?.getTime() ?? 0) < endedAt.getTime());
  if (lacking.length === 0) return 'reached';
  const isUnheard = lacking.every((id) => !reach.has(id));
  return waitedMs > (isUnheard ? UNHEARD_MS : SPOOL_MS) ? 'gave_up' : 'wait';
}

/** A chunk is there within 10 to 20 seconds, or hours later after a disconnect. */
export function nextTry(now: Date, tries: number): Date {
  const delayMs = SOON_MS * 2 ** Math.max(0, tries - SOON_TRIES);
  return new Date(now.getTime() + Math.min(delayMs, LONGEST_DELAY_MS));
}
