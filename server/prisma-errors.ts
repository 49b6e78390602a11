import { isServiceError, ServiceError } from './errors.ts';

const SQLSTATE = /^[0-9A-OQ-Z][0-9A-Z]{4}$/;
/** Prisma's words for it, and the socket's. */
const AWAY = new Set(['P1001', 'P1017', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** SQLSTATE of a failed statement, wherever Prisma's driver adapter put it; null when there is none. */
export function sqlState(error: unknown): string | null {
  let current: unknown = error;
  for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth++) {
    const it = current as Record<string, unknown>;
    if (typeof it['originalCode'] === 'string') return it['originalCode'];
    // Straight from the driver; Prisma's own codes begin with P.
    if (typeof it['code'] === 'string' && SQLSTATE.test(it['code']) && !AWAY.has(it['code']))
      return it['code'];
    const meta = it['meta'] as { driverAdapterError?: { cause?: unknown } } | undefined;
    current = meta?.driverAdapterError?.cause ?? it['cause'];
  }
  return null;
}

const code = (error: unknown): unknown =>
  typeof error === 'object' && error ? (error as { code?: unknown }).code : null;

export const isExclusionViolation = (error: unknown): boolean => sqlState(error) === '23P01';
export const isUniqueViolation = (error: unknown): boolean =>
  code(error) === 'P2002' || sqlState(error) === '23505';
const isTransient = (error: unknown): boolean =>
  code(error) === 'P2034' || sqlState(error) === '40001' || sqlState(error) === '40P01';

/** The database can't be reached, has cut the connection or is only starting; who asked may have wrapped it. */
function isAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^(08...|57P0[1-4]|53300)$/.test(state);
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth++) {
    if (AWAY.has(String(code(current))) || AWAY_WORDS.test(current.message)) return true;
    current = current.cause;
  }
  return false;
}
// The driver has no code for these, and a raw query hides the code.
const AWAY_WORDS =
  /Connection terminated|not queryable|Can't reach database server|Server has closed the connection/;

/**
 * A value that no column holds, in the database's words and Prisma's: too long, too large, no such moment, no such
 * text. Not the rest of class 22: that a statement divides by zero is no fault of the input.
 */
const BAD_VALUE = new Set(
  '22001 22003 22007 22008 22009 22015 22021 22P02 22P03 22P05 P2000 P2020 P2023 P2033'.split(' '),
);
const isBadValue = (error: unknown): boolean =>
  BAD_VALUE.has(String(code(error))) || BAD_VALUE.has(sqlState(error) ?? '');

/**
 * The database's errors, as Prisma or the driver tells them, as ours; anything else comes back as it was. The only
 * file that knows the codes.
 */
export function translatePrismaError(error: unknown): unknown {
  if (isServiceError(error)) return error;
  // What it belongs to was deleted at that moment.
  if (code(error) === 'P2025' || sqlState(error) === '23503')
    return new ServiceError('NOT_FOUND', 'That is not here any more.', { cause: error });
  if (isUniqueViolation(error))
    return new ServiceError('CONFLICT', 'That name or id is already taken.', { cause: error });
  if (isTransient(error)) {
    return new ServiceError('UNAVAILABLE', 'Others changed the same thing at that moment. Try again.', {
      cause: error,
    });
  }
  if (code(error) === 'P2028') {
    // It took longer than its time, or never got a connection: the database has put back what it had begun.
    return new ServiceError('UNAVAILABLE', 'The portal is very busy, and nothing was changed. Try again.', {
      cause: error,
    });
  }
  if (isAway(error)) {
    return new ServiceError(
      'UNAVAILABLE',
      'The portal’s database can’t be reached right now. Try again in a moment.',
      { cause: error },
    );
  }
  if (isBadValue(error)) {
    return new ServiceError(
      'VALIDATION',
      'Something in this cannot be stored: a number or a moment is out of range, or a text has a character that no text can have.',
      { cause: error },
    );
  }
  return error;
}

/** Runs `work` again when the database gave up on a lock or serialisation conflict. */
export async function retryTransient<T>(work: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || attempt >= attempts) throw error;
    }
  }
}
