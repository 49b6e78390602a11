import type { Statement } from '../../db.ts';

/**
 * Answers at once in one session. MLX batches over the ring; two overlapping requests on JACCL have crashed
 * groups, so there they wait for each other.
 */
const AT_ONCE: Record<string, number> = { single: 4, ring: 4, jaccl: 1, jaccl_ring: 1 };

/** SQL: the machine of a session that is being drained, which takes no new question then; null where none is. */
export const drainingOf = (sessionId: string): string =>
  `(SELECT min(dm.name) FROM "SessionRank" dr JOIN "Machine" dm ON dm.id = dr."machineId"
    WHERE dr."sessionId" = ${sessionId} AND dm."drainBy" IS NOT NULL)`;

export const slotsOf = (backend: string): number => AT_ONCE[backend] ?? 1;

/** How many slots may be taken once a batch has one: chat keeps the last one free where there are several. */
export const batchSlotsOf = (backend: string): number => Math.max(1, slotsOf(backend) - 1);

/** Where two answers at once are a fault; elsewhere one too many for a moment does no harm. */
export const isOneByOne = (backend: string): boolean => slotsOf(backend) === 1;

/** How many answers hold a slot of a session, as SQL over its id. */
export const takenSlots = (sessionId: string): string =>
  `(SELECT count(*) FROM "Generation" taken WHERE taken."sessionId" = ${sessionId} AND taken.state IN ('dispatched', 'running'))`;

/** How many of somebody's questions wait in a session, as SQL over the two ids. */
export const waitingOf = (sessionId: string, personId: string): string =>
  `(SELECT count(*)::int FROM "Generation" waiting WHERE waiting."sessionId" = ${sessionId} AND waiting.state = 'queued' AND waiting."requestedById" = ${personId})`;

/** Whoever counts slots and then takes one holds this, where the count has to be exact. */
export const LOCK_SESSION: Statement = {
  name: 'generations.lock-session',
  text: `SELECT backend, state::text FROM "Session" WHERE id = $1 FOR NO KEY UPDATE`,
};
