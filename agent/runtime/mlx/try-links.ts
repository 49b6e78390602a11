import { mkdirSync, writeFileSync } from 'node:fs';
import { findTellingLine } from '@/shared/domain/failure-lines.ts';
import type { PairToTry } from '@/shared/protocol/agent.ts';
import type { PairCheck } from '@/shared/schemas/session-start.ts';
import { messageOf } from '../../log.ts';
import { AGENT_TIMES } from '../../times.ts';
import type { MlxRankOptions } from './mlx-rank.ts';
import { RANK_MARK, rankMark } from '../../rank-mark.ts';
import { rankEnvironment } from './rank-environment.ts';
import type { RankProcess } from '../rank-process.ts';
import { spawnMlxRank } from './spawn-mlx-rank.ts';

export type LinkTrial = {
  /** What was found of each, in the order they were given; never rejects. */
  done: Promise<PairCheck[]>;
  /** Ends what is being tried; resolves when nothing of it is left. */
  end(): Promise<unknown>;
};
type Options = Pick<MlxRankOptions, 'spec' | 'folder' | 'program' | 'journal' | 'events'>;

/** Enough to tell a link’s speed, little enough for a slow one. */
const BYTES = 2 * 1024 * 1024;
const UNTRIED = { bytes: null, milliseconds: null, latencyMilliseconds: null };

/**
 * Each link by itself, one after the other: a group of two ranks of MLX that add up numbers and hold no model. Both
 * ends try in the same order, so the one waits for the other. The first that fails ends the trial: who waits for this
 * machine meanwhile would be told of a link that is well.
 */
export function tryLinks(options: Options, pairs: readonly PairToTry[]): LinkTrial {
  let running: RankProcess | null = null;
  let isEnded = false;
  const tryAll = async (): Promise<PairCheck[]> => {
    const found: PairCheck[] = [];
    for (const pair of pairs) {
      if (isEnded || found.some((it) => it.ok === false)) {
        found.push({ peer: pair.peer, ok: null, ...UNTRIED, message: 'not tried, since another failed' });
        continue;
      }
      found.push(
        await tryLink(options, pair, (process) => {
          running = process;
        }),
      );
    }
    return found;
  };
  const done = tryAll();
  return {
    done,
    end() {
      isEnded = true;
      running?.end('at-once');
      return done;
    },
  };
}

function tryLink(
  { spec, folder, program, journal, events }: Options,
  { peer, place, network }: PairToTry,
  onProcess: (process: RankProcess | null) => void,
): Promise<PairCheck> {
  const { sessionId, epoch } = spec;
  const own = `${folder}/link-${peer}`;
  const { promise, resolve } = Promise.withResolvers<PairCheck>();
  let told: Partial<PairCheck> | null = null;
  let failure: string | null = null;
  const lines: string[] = [];
  const failed = (message: string): PairCheck => ({ peer, ok: false, ...UNTRIED, message });
  try {
    const plan = rankEnvironment({
      sessionId,
      epoch,
      rank: place,
      size: 2,
      network,
      folder: own,
      platform: process.platform,
    });
    mkdirSync(`${own}/tmp`, { recursive: true, mode: 0o700 });
    if (plan.networkFile) writeFileSync(plan.networkFile.path, plan.networkFile.text, { mode: 0o600 });
    const flags = [
      '--pair',
      String(BYTES),
      '--backend',
      plan.backend,
      '--rank',
      String(place),
      '--size',
      '2',
    ];
    journal.write({ type: 'intent', sessionId, epoch, rank: spec.rank });
    // Its place in the pair is not its rank, and what carries a mark is ended with what it marks.
    const env = { ...plan.env, [RANK_MARK]: rankMark(spec) };
    const command = { command: program.command, args: [...program.args, ...flags], env, cwd: own };
    const child = spawnMlxRank(command, {
      onEvent(event) {
        if (event.event === 'pair')
          told = {
            bytes: event.bytes,
            milliseconds: event.milliseconds,
            latencyMilliseconds: event.latencyMilliseconds,
          };
        if (event.event === 'failed') failure = event.error;
      },
      onLog(stream, line) {
        lines.push(line);
        if (lines.length > 40) lines.shift();
        events.onLog({ sessionId, epoch, rank: spec.rank }, stream, line);
      },
      onExit(code, signal) {
        clearTimeout(timer);
        onProcess(null);
        journal.write({ type: 'ended', sessionId, epoch });
        const how =
          failure ?? findTellingLine(lines) ?? `it ended ${signal ? `by ${signal}` : `with code ${code}`}`;
        resolve(
          told
            ? { peer, ok: true, ...UNTRIED, ...told, message: null }
            : failed(isLate ? `nothing came within ${Math.round(AGENT_TIMES.pairCheckMs / 1000)} s` : how),
        );
      },
      onSpawnError: (error) => resolve(failed(`it could not be started: ${error.message}`)),
    });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.end('at-once');
    }, AGENT_TIMES.pairCheckMs);
    if (child.pid !== 0) {
      journal.write({ type: 'spawned', sessionId, epoch, pid: child.pid, startTime: child.startTime });
      onProcess(child);
    }
  } catch (error) {
    resolve(failed(messageOf(error)));
  }
  return promise;
}
