import type { FailureCauseEntry } from './failure-cause-entry.ts';
import { MACHINE_CAUSES } from './failure-causes-machine.ts';
import { MODEL_CAUSES } from './failure-causes-model.ts';
import { NETWORK_CAUSES } from './failure-causes-network.ts';

const ALL = { ...NETWORK_CAUSES, ...MODEL_CAUSES, ...MACHINE_CAUSES };
export type FailureCause = keyof typeof ALL;

/** Every cause of a failed session that the lab can name, with its words. */
export const FAILURE_CAUSES: Readonly<Record<FailureCause, FailureCauseEntry>> = ALL;

export const isFailureCause = (word: string): word is FailureCause => Object.hasOwn(FAILURE_CAUSES, word);
