const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
  'EAI_AGAIN',
]);

/** An error at start as one line: what happened and what to do. */
export function explain(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && UNREACHABLE.has(code) && process.env.DATABASE_URL) {
    return `The database named in DATABASE_URL does not answer (${code}). Start it, or correct the address.`;
  }
  const text = typeof message === 'string' && message !== '' ? message : String(code ?? error);
  return text.trim();
}

/*
 * Imported first: also an error while the other modules load (a wrong environment variable) ends as a line that
 * says what to do. Rejections that nobody handles arrive here too.
 */
export const crash = {
  handle(error: unknown): void {
    console.error(`Espalier could not start: ${explain(error)}`);
    process.exit(1);
  },
};

process.on('uncaughtException', (error) => crash.handle(error));
