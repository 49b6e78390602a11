const BRAND = Symbol.for('espalier.service-error');

export const ERROR_CODES = [
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'VALIDATION',
  'METHOD_NOT_ALLOWED',
  'LIMIT_EXCEEDED',
  'PRECONDITION_FAILED',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * The one error that verbs throw. `message` is for people: what happened, why, what to do.
 * `details` is typed data for the screen (a booking's conflicts, say).
 */
export class ServiceError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly details: unknown;
  constructor(code: ErrorCode, message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'ServiceError';
    this.code = code;
    this.details = options.details ?? null;
  }
}

/** By brand, never `instanceof`: a bundle may hold its own copy of the class. */
export function isServiceError(error: unknown): error is ServiceError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** Throws VALIDATION unless the moment lies ahead. */
export function requireAhead(moment: Date, now: Date): void {
  if (moment <= now) throw new ServiceError('VALIDATION', 'This moment is over already. Choose a later one.');
}
