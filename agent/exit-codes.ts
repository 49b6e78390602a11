/** Service managers do not start a program again that ends with this (EX_CONFIG): its key or its token is refused. */
export const EXIT_REFUSED = 78;
/** And one that ends with this they do (EX_SOFTWARE). */
export const EXIT_FAULT = 70;

/**
 * launchd starts a program again unless it ended with 0, so there 0 is what must not be started again, and an end that
 * was asked for by a signal is not: whoever wants it to stay away says so to launchd.
 */
export function exitCodeUnder(supervisor: string | undefined, code: number): number {
  if (supervisor !== 'launchd') return code;
  if (code === EXIT_REFUSED) return 0;
  return code === 0 ? 1 : code;
}
