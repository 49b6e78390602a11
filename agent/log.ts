/** One plain line to stderr: whoever runs the agent reads this, and service managers keep it. */
export function log(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
