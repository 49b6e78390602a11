/** A bad option is told with how the command is used. */
export function usage(error: unknown, text: string): Error {
  return new Error(`${(error as Error).message}\nUse it so: ${text}`);
}
