import { FAILURE_CAUSES, type FailureCause } from '../data/failure-causes.ts';

/** From a failure to each further start. */
const WAITS_MS = [15_000, 60_000, 300_000];
/** How far back failures count. */
export const AGAIN_WINDOW_MS = 3_600_000;
export type EarlierFailure = { at: Date; cause: FailureCause; machineId: string | null };
/** `attempt` of `of`, counted over an hour. */
export type StartAgain = { at: Date; attempt: number; of: number };
export type NotAgain = 'cause' | 'machine' | 'often';

/**
 * When a model that failed is started again by itself, or why it is not: only after a cause that starting again helps
 * against, later each time, three times an hour, and never where one machine is blamed twice running. `failures`: those
 * of one booking since somebody last had a hand in it, newest first; one at least.
 */
export function whenAgain(failures: readonly EarlierFailure[]): StartAgain | NotAgain {
  const [newest, before] = failures;
  const { isTransient, needs } = FAILURE_CAUSES[newest!.cause];
  if (!isTransient || needs !== 'nobody') return 'cause';
  const recent = failures.filter(({ at }) => newest!.at.getTime() - at.getTime() < AGAIN_WINDOW_MS);
  if (
    before &&
    recent.includes(before) &&
    newest!.machineId !== null &&
    newest!.machineId === before.machineId
  )
    return 'machine';
  const waitMs = WAITS_MS[recent.length - 1];
  if (waitMs === undefined) return 'often';
  return { at: new Date(newest!.at.getTime() + waitMs), attempt: recent.length, of: WAITS_MS.length };
}

export const NOT_AGAIN: Readonly<Record<NotAgain, string>> = {
  cause: 'It is not started again by itself: that alone would not help.',
  machine: 'It is not started again by itself: the same Mac failed twice running.',
  often: 'It is not started again by itself: that was tried three times within an hour.',
};
