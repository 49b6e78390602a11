/** 12,345,678 bytes as people say it. */
export const sizeOf = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;

/** A bad option is told with how the command is used. */
export function usage(error: unknown, text: string): Error {
  return new Error(`${(error as Error).message}\nUse it so: ${text}`);
}
