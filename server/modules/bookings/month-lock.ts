import type { Transaction } from '../../db.ts';

const FREEZING = 4_711_010;

/** Whoever freezes a month is alone: nobody changes past charges or adds an entry meanwhile. Let go at the commit. */
export const lockToFreeze = (tx: Transaction): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(${FREEZING}::bigint)`;

/** What is being written counts in a frozen month or is a correction of it, never neither. */
export const lockAgainstFreezing = (tx: Transaction): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${FREEZING}::bigint)`;
