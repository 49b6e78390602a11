import { clipText } from '@/shared/domain/clip-text.ts';

const MOST_CHARACTERS = 4000;

/** One plain line to stderr: whoever runs the agent reads this, and service managers keep it. */
export function log(text: string): void {
  const line = clipText(text.replaceAll(/\s*[\r\n]\s*/g, ' '), MOST_CHARACTERS);
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
