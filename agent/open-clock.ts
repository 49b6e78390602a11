import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { continuousNowMs } from './clock.ts';
import { log, messageOf } from './log.ts';
import { createPortalClock, type PortalClock } from './portal-clock.ts';

/** A portal that says another time is not believed: what is stamped with it could not be kept. */
const EARLIEST_MS = Date.UTC(2020, 0);
const LATEST_MS = Date.UTC(2200, 0);
const MOST_AHEAD_MS = LATEST_MS;

/** The portal's clock, with what a run before this one knew of it. */
export function openClock(dataFolder: string): PortalClock & { wasKnown: boolean } {
  const file = join(dataFolder, 'clock.json');
  const storedAheadMs = readAheadMs(file);
  const clock = createPortalClock({
    nowMs: continuousNowMs,
    storedAheadMs: storedAheadMs ?? 0,
    onAhead(aheadMs) {
      try {
        writeFileAtomically(file, JSON.stringify({ aheadMs: Math.round(aheadMs) }));
      } catch (error) {
        log(`The portal's time could not be written down: ${messageOf(error)}`);
      }
    },
  });
  return {
    ...clock,
    learn(serverTime, sentAtMs) {
      const saidMs = serverTime.getTime();
      if (saidMs >= EARLIEST_MS && saidMs <= LATEST_MS) clock.learn(serverTime, sentAtMs);
      else log('The portal said a time that can’t be; its clock has to be set.');
    },
    wasKnown: storedAheadMs !== null,
  };
}

function readAheadMs(file: string): number | null {
  try {
    const { aheadMs } = JSON.parse(readFileSync(file, 'utf8')) as { aheadMs: unknown };
    return typeof aheadMs === 'number' && Math.abs(aheadMs) <= MOST_AHEAD_MS ? aheadMs : null;
  } catch {
    return null;
  }
}
