import { readTimeScale } from './env.ts';

/**
 * Every time the agent goes by on its own, in milliseconds; its pace and its lease come from the portal
 * (`shared/domain/standing-times.ts`). Tests make all of them shorter together with ESPALIER_TIME_SCALE.
 */
const TIMES = {
  /** Between heartbeats until the portal has said its pace. */
  firstPaceMs: 10_000,
  /** After a heartbeat that was not answered; two in a row, and the connection is made anew. */
  beatAgainMs: 1000,
  /** What one question to the portal may take, and one try to connect. */
  askMs: 10_000,
  /** Full jitter between nothing and a limit that doubles from the first to the last of these, try by try. */
  firstWaitMs: 500,
  longestWaitMs: 10_000,
  /** A connection that held for less was none: the waits go on growing. */
  steadyMs: 10_000,
  /** How often leases and bookings' ends are looked at. */
  leaseLookMs: 250,
  /** The portal ends a session at its booking's end itself; this is for when it can't be heard. */
  bookingEndGraceMs: 3000,
  /** A machine that nobody can reach is not held for longer, whatever it was told. */
  longestLeaseMs: 3_600_000,
  /** The ladder a rank's group is ended by, from closing its stdin. MLX handles no signals: who is left then is stuck. */
  termAfterMs: 1000,
  killAfterMs: 4000,
  /** What is not gone so long after its end was ordered won't go. */
  stuckAfterMs: 20_000,
  /** A GPU that is fully active at low power for so long while a rank stands still hangs. */
  wedgedForMs: 8000,
  /** From the end of a rank until its memory must be back. */
  freedWithinMs: 30_000,
  /** How long what an earlier run left may take to die. */
  leftoversMs: 5000,
  /** How often a rank is looked at; this program not having run for four of them excuses its silence. */
  watchMs: 500,
  /** How often a copy of a model tells how far it is, and tries again when its giver is silent or gone. */
  copyTellMs: 1000,
  copyAgainMs: 200,
  /** A giver that sends nothing for so long is asked anew; after so long without a byte the portal decides. */
  copyStallMs: 10_000,
  copyGiveUpMs: 20_000,
  /** One link by itself: MLX gives up to connect after 31 s. */
  pairCheckMs: 40_000,
  /** From the answer to going to sleep, so that the portal hears it. */
  sleepAfterMs: 1000,
  /** After it was told to sleep nothing is tried for so long; a Mac that sleeps goes on counting when it wakes. */
  restMs: 30_000,
  /** What is still to be told may take so long at the agent's end. */
  farewellMs: 2000,
};

type Times = typeof TIMES;

function scaled(times: Times, scale: number): Times {
  const entries = Object.entries(times).map(([name, ms]) => [name, Math.max(1, ms * scale)]);
  return Object.fromEntries(entries) as Times;
}

export const AGENT_TIMES: Times = scaled(TIMES, readTimeScale());
