/**
 * How long machine and portal go on without a word of each other, in milliseconds. A portal takes each from its
 * environment, and tells agents their pace and their lease; those of the agent's own are in `agent/times.ts`.
 * `docs/survival.md` says what each decides.
 */
export type StandingTimes = {
  /** Between two heartbeats of an agent, and of a portal in the database. */
  heartbeatMs: number;
  /** Silent for so long an agent is suspect: shown, nothing else. */
  suspectMs: number;
  /** Silent for so long it is lost: nothing new begins on its machine. Its ranks go on. */
  lostMs: number;
  /** What each heartbeat gives its ranks to live without another; then the agent ends them by itself. */
  leaseMs: number;
  /** From the end of a lease until every process of it is gone; only then is a lost machine's session over. */
  rankEndMs: number;
};

/** So long before a booking's start its machines are looked at, and its person is told what stands in the way. */
export const PREFLIGHT_AHEAD_MS = 10 * 60_000;

/** A minute of lease and ninety seconds more: a portal that is restarted, or moved to another host, ends nothing. */
export const STANDING_TIMES: StandingTimes = {
  heartbeatMs: 5000,
  suspectMs: 12_000,
  lostMs: 30_000,
  leaseMs: 150_000,
  rankEndMs: 15_000,
};
