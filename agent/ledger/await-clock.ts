import type { TakenReading } from './gather-chunks.ts';

type Options = {
  /** The portal's time has been heard since the start. */
  isKnown(): boolean;
  /** It was heard before the start, so that what the wall clock says is a good guess. */
  wasKnown: boolean;
  onReading(reading: TakenReading): void;
};

/** The portal is heard within a moment, if it can be; so long a guess waits to be put right. */
const GUESS_AFTER_MS = 15_000;
const MOST_HELD = 3600;

/**
 * Holds readings back until the portal's time is known, then gives them the time they were really taken at. Without
 * the portal, what was known of its time before the start serves after a while.
 */
export function awaitClock({ isKnown, wasKnown, onReading }: Options) {
  const held: TakenReading[] = [];
  let isOpen = false;
  const open = (newest: TakenReading): void => {
    isOpen = true;
    for (const it of held.splice(0)) {
      const at = new Date(newest.at.getTime() - (newest.monotonicMs - it.monotonicMs));
      onReading({ ...it, at });
    }
  };
  return {
    add(reading: TakenReading): void {
      const waitedMs = reading.monotonicMs - (held[0]?.monotonicMs ?? reading.monotonicMs);
      if (!isOpen && (isKnown() || (wasKnown && waitedMs >= GUESS_AFTER_MS))) open(reading);
      if (isOpen) return onReading(reading);
      held.push(reading);
      if (held.length > MOST_HELD) held.shift();
    },
    /** No more will come: a guess is better than none. */
    end(): void {
      const newest = held.at(-1);
      if (newest && wasKnown) open(newest);
    },
  };
}
