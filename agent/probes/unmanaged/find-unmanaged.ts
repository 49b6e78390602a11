import { readFile } from 'node:fs/promises';
import type { UnmanagedProcess } from '@/shared/schemas/machine.ts';
import { carriersOf } from '../../processes.ts';
import { RANK_MARK } from '../../rank-mark.ts';
import type { ProbeLog } from '../probe-log.ts';
import type { Run } from '../run.ts';
import { isPython, modelProgramOf } from './model-programs.ts';
import { parsePs, PS_ARGUMENTS, type ProcessLine } from './parse-ps.ts';
import { LEAST_BYTES, pickUnmanaged } from './pick-unmanaged.ts';

const PS_TIMEOUT_MS = 5000;
const LSOF_TIMEOUT_MS = 10_000;
/** So much a program may take more or less before it is worth another report. */
const SAME_RATIO = 0.05;
const MLX_LIBRARY = /\/libmlx\.(dylib|so)\b/;

type Options = {
  run: Run;
  platform: 'darwin' | 'linux';
  /** Processes with the mark of a rank in their environment. */
  marked?: () => Iterable<number>;
};

export type UnmanagedLook = (log: ProbeLog) => Promise<UnmanagedProcess[] | null>;

/**
 * Looks for model processes that are not ours: each look gives them (`pickUnmanaged`), or null where `ps` said nothing.
 * Memory that hardly changed is told as it was. Nothing here ends a process.
 */
export function createUnmanagedLook({
  run,
  platform,
  marked = () => carriersOf(RANK_MARK),
}: Options): UnmanagedLook {
  let last: readonly UnmanagedProcess[] = [];
  return async (log) => {
    const ps = PS_ARGUMENTS[platform];
    const lines = await log.look(
      { name: 'Model processes of others', source: 'ps' },
      (onWhy) => run('ps', ps, PS_TIMEOUT_MS, onWhy),
      (text) => {
        const found = parsePs(text);
        return found.length === 0 ? null : found;
      },
    );
    if (lines === null) return null;
    const suspects = lines.filter((it) => isPython(it.args) && it.residentBytes >= LEAST_BYTES);
    if (suspects.length === 0 && !lines.some((it) => modelProgramOf(it.args) !== null)) {
      last = [];
      return [];
    }
    const unnamed = suspects.filter((it) => modelProgramOf(it.args) === null);
    const withMlx = unnamed.length === 0 ? new Set<number>() : await findWithMlx(run, platform, unnamed);
    const found = pickUnmanaged(lines, { agentPid: process.pid, marked: new Set(marked()), withMlx });
    last = found.map((it) => steady(it, last));
    return [...last];
  };
}

function steady(now: UnmanagedProcess, last: readonly UnmanagedProcess[]): UnmanagedProcess {
  const before = last.find((it) => it.pid === now.pid && it.program === now.program);
  if (!before) return now;
  const isSame = Math.abs(now.memoryBytes - before.memoryBytes) <= SAME_RATIO * before.memoryBytes;
  return isSame ? before : now;
}

/** Those that have MLX's library mapped; other users' processes can't be looked into without an administrator's rights. */
async function findWithMlx(
  run: Run,
  platform: Options['platform'],
  lines: readonly ProcessLine[],
): Promise<Set<number>> {
  const pids = lines.map((it) => it.pid);
  if (platform === 'darwin') {
    const args = ['-a', '-d', 'txt', '-F', 'pn', '-p', pids.join(',')];
    return parseLsof((await run('/usr/sbin/lsof', args, LSOF_TIMEOUT_MS)) ?? '');
  }
  const maps = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '')));
  return new Set(pids.filter((_, at) => MLX_LIBRARY.test(maps[at]!)));
}

/** `lsof -F pn`: a line `p` with the process, then `n` with each file of it. */
export function parseLsof(text: string): Set<number> {
  const found = new Set<number>();
  let pid = 0;
  for (const line of text.split('\n')) {
    if (/^p\d+$/.test(line)) pid = Number(line.slice(1));
    else if (line.startsWith('n') && MLX_LIBRARY.test(line)) found.add(pid);
  }
  return found;
}
