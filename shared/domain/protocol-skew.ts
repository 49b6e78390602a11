import { PROTOCOL_VERSION } from '../protocol/agent.ts';

/** Versions that a portal works with besides its own: the one before it, so that portal and agents need no common minute. */
const SKEW = 1;

/**
 * What a person has to do about an agent that speaks `version`, as a sentence for its machine's page; null when portal
 * and agent work together. Beyond that it is heard and shown, and gets no work.
 */
export function upgradeNote(version: number, current = PROTOCOL_VERSION): string | null {
  if (version > current)
    return 'Its agent is newer than this portal and gets no work. Update the portal, or fetch agent.mjs from this portal and restart it.';
  if (version < current - SKEW)
    return 'Its agent is of an older version and gets no work. Fetch agent.mjs from this portal again and restart it.';
  return null;
}

/** Every such sentence: one is taken back when the agent fits again, and none takes the place of another note. */
export const UPGRADE_NOTES: readonly string[] = [0, PROTOCOL_VERSION + 1].flatMap(
  (it) => upgradeNote(it) ?? [],
);
