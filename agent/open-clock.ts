import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { continuousNowMs } from './clock.ts';
import { log, messageOf } from './log.ts';
import { createPortalClock, type PortalClock } from './portal-clock.ts';

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
  return { ...clock, wasKnown: storedAheadMs !== null };
}

function readAheadMs(file: string): number | null {
  try {
    const { aheadMs } = JSON.parse(readFileSync(file, 'utf8')) as { aheadMs: unknown };
    return typeof aheadMs === 'number' && Number.isFinite(aheadMs) ? aheadMs : null;
  } catch {
    return null;
  }
}
