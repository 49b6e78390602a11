import { EXIT_FAULT } from './exit-codes.ts';
import { log, messageOf } from './log.ts';

/** Ranks end within seconds; whatever keeps the end from coming is left behind then, and they go with this program. */
const END_WITHIN_MS = 15_000;

/**
 * What nobody caught is said in words, and the agent ends in order, so that no rank is left and a service manager
 * starts it anew: after a fault that nobody thought of, what it holds can't be trusted.
 */
export function holdLastNet(end: (code: number) => void): void {
  let isEnding = false;
  const onFault = (error: unknown): void => {
    // One can bring others with it; the first tells what went wrong.
    if (isEnding) return;
    isEnding = true;
    log(`This agent has a fault that it can’t go on from and ends, with its ranks: ${messageOf(error)}`);
    if (error instanceof Error && error.stack) log(error.stack);
    setTimeout(() => process.exit(EXIT_FAULT), END_WITHIN_MS);
    end(EXIT_FAULT);
  };
  // A promise that nobody caught comes here too.
  process.on('uncaughtException', onFault);
  // Nobody reads the log any more: no reason to end.
  process.stderr.on('error', () => {});
  process.stdout.on('error', () => {});
}
