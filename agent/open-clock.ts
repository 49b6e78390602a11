import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { continuousNowMs } from './clock.ts';
import { log, messageOf } from './log.ts';
import { createPortalClock, type PortalClock } from './portal-clock.ts';

/** The portal's clock, with what a run before this one knew of it. */
export function openClock(dataFolder: string): PortalClock {
  const file = join(dataFolder, 'clock.json');
  return createPortalClock({
    nowMs: continuousNowMs,
    storedAheadMs: readAheadMs(file),
    onAhead(aheadMs) {
      try {
        writeFileAtomically(file, JSON.stringify({ aheadMs: Math.round(aheadMs) }));
      } catch (error) {
        log(`The portal's time could not be written down: ${messageOf(error)}`);
      }
    },
  });
}

function readAheadMs(file: string): number {
  try {
    const { aheadMs } = JSON.parse(readFileSync(file, 'utf8')) as { aheadMs: unknown };
    return typeof aheadMs === 'number' && Number.isFinite(aheadMs) ? aheadMs : 0;
  } catch {
    return 0;
  }
}
