import type { FailureCause } from '../data/failure-causes.ts';
import { NETWORK_CAUSES } from '../data/failure-causes-network.ts';
import { FAILURE_SIGNS, type FailureSign } from '../data/failure-signs.ts';

/** A line is read so far; engines put the error first, or last after a path. */
const HEAD = 1200;
const TAIL = 400;
/** What a line of a rank's log tells of a failure; null for a line that tells of none. Time is bounded by its length. */
export function readFailureLine(line: string): FailureSign | null {
  const text = line.length > HEAD + TAIL ? `${line.slice(0, HEAD)} ${line.slice(-TAIL)}` : line;
  return FAILURE_SIGNS.find((it) => it.pattern.test(text)) ?? null;
}

/** What engines say while all is well. */
const CHATTER = / - (?:INFO|DEBUG) - |^\s*warnings\.warn|^\S+\.py:\d+: \w*Warning: /;

/** The line that tells most of a rank's end: its newest one with a sign, else the last that is no chatter; null without. */
export function findTellingLine(lines: readonly string[]): string | null {
  const read = lines.map((text) => ({ text, sign: readFailureLine(text) }));
  const telling = read.findLast((it) => it.sign && !it.sign.isEcho) ?? read.findLast((it) => it.sign);
  return telling?.text ?? lines.findLast((it) => it.trim() !== '' && !CHATTER.test(it)) ?? null;
}

/** Causes of the network that no cable can mend: the machine's own part in it. */
const OF_THE_MACHINE: ReadonlySet<FailureCause> = new Set([
  'backend_missing',
  'address_in_use',
  'local_network_denied',
  'rdma_off',
  'plan_differs',
]);

/** Whether the cause is between machines rather than one's engine, memory or settings. */
export const isOfLink = (cause: FailureCause): boolean =>
  Object.hasOwn(NETWORK_CAUSES, cause) && !OF_THE_MACHINE.has(cause);

/** An error of Python or an end of the program; what its network parts say of themselves begins with their name. */
const ENGINE_ERROR =
  /(?:^|\s)[A-Z]\w*(?:Error|Exception): (?!\[(?:ring|jaccl|mpi|nccl)\])|\b(?:it|It) ended (?:by|with) /;

/**
 * What made the trial of a link fail, of what the trying rank said (`PairCheck.message`): the link, or something of that
 * rank's own machine, as its engine. Without words it is the link that failed.
 */
export function readTrialFailure(message: string | null): { cause: FailureCause; isOfLink: boolean } {
  if (message === null) return { cause: 'link_failed', isOfLink: true };
  const sign = readFailureLine(message);
  if (sign) return { cause: sign.cause, isOfLink: isOfLink(sign.cause) };
  if (/\bended by SIGKILL\b/.test(message)) return { cause: 'killed', isOfLink: false };
  if (ENGINE_ERROR.test(message)) return { cause: 'engine_failed', isOfLink: false };
  return { cause: 'link_failed', isOfLink: true };
}
