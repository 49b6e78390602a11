import { type RankCommand, type RankProcess, type RankProcessEvents, spawnRank } from '../rank-process.ts';
import { parseRankEvent, type RankEvent } from './rank-events.ts';

type Events = Omit<RankProcessEvents, 'onStdout' | 'onStderr'> & {
  onEvent(event: RankEvent): void;
  onLog(stream: 'stdout' | 'stderr', line: string): void;
};

/** Starts `rank.py`, whose events come on stdout among what its libraries print. */
export const spawnMlxRank = (command: RankCommand, { onEvent, onLog, ...rest }: Events): RankProcess =>
  spawnRank(command, {
    ...rest,
    onStdout(line) {
      const event = parseRankEvent(line);
      if (event === null) onLog('stdout', line);
      else onEvent(event);
    },
    onStderr: (line) => onLog('stderr', line),
  });
