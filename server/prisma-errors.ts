import { ServiceError } from './errors.ts';

/** SQLSTATE of a failed statement, wherever Prisma's driver adapter put it; null when there is none. */
export function sqlState(error: unknown): string | null {
  let current: unknown = error;
  for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth++) {
    const it = current as Record<string, unknown>;
    if (typeof it['originalCode'] === 'string') return it['originalCode'];
    // Straight from the driver; Prisma's own codes begin with P.
    if (typeof it['code'] === 'string' && /^[0-9A-OQ-Z][0-9A-Z]{4}$/.test(it['code'])) return it['code'];
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

/** The database can't be reached, has cut the connection or is only starting. */
function isAway(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return /^(08...|57P0[1-4]|53300)$/.test(state);
  return AWAY.has(String(code(error))) || AWAY_WORDS.test(error instanceof Error ? error.message : '');
}
const AWAY = new Set(['P1001', 'P1017', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);
// The driver has no code for these, and a raw query hides the code.
const AWAY_WORDS = /Connection terminated|Can't reach database server|Server has closed the connection/;

/** Prisma's errors as ours; anything else comes back as it was. The only file that knows the codes. */
export function translatePrismaError(error: unknown): unknown {
  if (code(error) === 'P2025')
    return new ServiceError('NOT_FOUND', 'That is not here any more.', { cause: error });
  if (isUniqueViolation(error))
    return new ServiceError('CONFLICT', 'That name or id is already taken.', { cause: error });
  if (isTransient(error)) {
    return new ServiceError('UNAVAILABLE', 'Others changed the same thing at that moment. Try again.', {
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
