import type { RankRecord } from './journal.ts';
import { log } from './log.ts';
import { groupMembers, killProcess, markedProcesses, processStartTime } from './processes.ts';
import { RANK_MARK, rankMark } from './rank-mark.ts';
import { AGENT_TIMES } from './times.ts';

const LOOK_MS = 20;

/**
 * Ends what an earlier run of this agent left behind. A group is ours only if its leader has the pid **and** the
 * start time of the journal (a pid alone may have been given to somebody else since); beside it, whatever carries
 * the rank's mark.
 */
export async function endLeftovers(ranks: RankRecord[]): Promise<void> {
  for (const rank of ranks) {
    const { pid, startTime } = rank;
    const isOurs = pid !== null && startTime !== null && processStartTime(pid) === startTime;
    // Looked up once more below: a group that has been ours keeps its number while it has members.
    const group = isOurs ? () => groupMembers(pid) : () => [];
    const left = () => [
      ...new Set([...group(), ...markedProcesses(RANK_MARK, rankMark(rank.startedAs ?? rank))]),
    ];
    const found = left();
    if (found.length === 0) continue;
    log(
      `Ending rank ${rank.rank} of session ${rank.sessionId} (${found.join(', ')}), left by an earlier run.`,
    );
    await endAll(left);
  }
}

async function endAll(left: () => number[]): Promise<void> {
  const deadline = Date.now() + AGENT_TIMES.leftoversMs;
  for (;;) {
    const members = left();
    if (members.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`Processes ${members.join(', ')} of an earlier run don't end. Restart this machine.`);
    }
    for (const member of members) killProcess(member);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
