/** After this long without a word the portal is asked for one; a page with live figures never has to ask. */
const QUIET_MS = 1500;
/** It answers within this, or it is lost. */
const REPLY_MS = 2500;
/** A connection that stays silent for this long is given up for a new one. */
const DEAD_MS = 10_000;
/** A look that comes later than this was held up itself, by a busy page or a sleeping computer, and judges nobody. */
const LATE_MS = 1500;

type Clock = { nowMs(): number };
type Acts = {
  /** Asks for a word; the reply is to be told to `heard`. */
  ask(): void;
  onLost(): void;
  onDead(): void;
};

/** Goes on evenly when somebody sets the computer's clock. */
const STEADY: Clock = { nowMs: () => performance.now() };

/**
 * Notices within five seconds that the portal has gone silent, however the connection was cut: a socket whose other
 * end has vanished says nothing of it for most of a minute.
 */
export function createPulse({ ask, onLost, onDead }: Acts, { nowMs }: Clock = STEADY) {
  let heardMs = nowMs();
  let lookedMs = nowMs();
  let askedMs: number | null = null;
  let lost = false;
  const askNow = (): void => {
    askedMs ??= nowMs();
    ask();
  };
  return {
    heard(): void {
      heardMs = nowMs();
      askedMs = null;
      lost = false;
    },
    /** Something else got no answer: ask now, not when it has been quiet for long enough. */
    doubt: askNow,
    /** About twice a second, while connected and in sight. */
    look(): void {
      const isLate = nowMs() - lookedMs > LATE_MS;
      lookedMs = nowMs();
      if (askedMs === null) {
        if (nowMs() - heardMs >= QUIET_MS) askNow();
        return;
      }
      if (isLate) askedMs = nowMs();
      const waitedMs = nowMs() - askedMs;
      if (waitedMs >= DEAD_MS) return onDead();
      if (waitedMs < REPLY_MS || lost) return;
      lost = true;
      onLost();
    },
  };
}
export type Pulse = ReturnType<typeof createPulse>;
