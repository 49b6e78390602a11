import type { UnmanagedProcess } from '@/shared/schemas/machine.ts';
import { modelProgramOf } from './model-programs.ts';
import type { ProcessLine } from './parse-ps.ts';

/** With less no program holds a model: a server that waits, or a command line that asks one. */
export const LEAST_BYTES = 256 * 2 ** 20;
const MOST_TOLD = 32;

export type Ours = {
  /** The agent itself. */
  agentPid: number;
  /** Processes that carry the mark of a rank, of this agent or of another one on this computer. */
  marked: ReadonlySet<number>;
  /** Python processes that have MLX loaded, whatever they were started as. */
  withMlx: ReadonlySet<number>;
};

/**
 * Programs that hold models and are none of ours, each with all that it started: its first process, whose it is, what
 * of memory they keep together (bytes, shared pages counted twice), the largest first. Never the agent, its ranks, what
 * hangs under them or stands in their process groups.
 */
export function pickUnmanaged(
  lines: readonly ProcessLine[],
  { agentPid, marked, withMlx }: Ours,
): UnmanagedProcess[] {
  const byPid = new Map(lines.map((it) => [it.pid, it]));
  const ours = oursAmong(lines, byPid, agentPid, marked);
  const programs = new Map<number, string>();
  for (const { pid, args } of lines) {
    const program = ours.has(pid) ? null : (modelProgramOf(args) ?? (withMlx.has(pid) ? 'MLX' : null));
    if (program !== null) programs.set(pid, program);
  }
  const found = new Map<number, UnmanagedProcess>();
  for (const line of lines) {
    if (ours.has(line.pid)) continue;
    const root = ancestorsOf(line, byPid).findLast((it) => programs.has(it.pid));
    if (!root) continue;
    const { pid, user } = root;
    const known = found.get(pid) ?? { pid, user, program: programs.get(pid)!, memoryBytes: 0 };
    found.set(pid, { ...known, memoryBytes: known.memoryBytes + line.residentBytes });
  }
  return [...found.values()]
    .filter((it) => it.memoryBytes >= LEAST_BYTES)
    .toSorted((a, b) => b.memoryBytes - a.memoryBytes || a.pid - b.pid)
    .slice(0, MOST_TOLD);
}

function oursAmong(
  lines: readonly ProcessLine[],
  byPid: ReadonlyMap<number, ProcessLine>,
  agentPid: number,
  marked: ReadonlySet<number>,
): Set<number> {
  const isUnderUs = (line: ProcessLine): boolean =>
    ancestorsOf(line, byPid).some((it) => it.pid === agentPid || marked.has(it.pid));
  const under = lines.filter(isUnderUs);
  // A rank leads a group of its own; the agent's own group may hold whatever its shell started beside it.
  const groups = new Set(
    under.filter((it) => it.group === it.pid && it.pid !== agentPid).map((it) => it.pid),
  );
  return new Set(lines.filter((it) => isUnderUs(it) || groups.has(it.group)).map((it) => it.pid));
}

/** A process and those above it, itself first. */
function ancestorsOf(line: ProcessLine, byPid: ReadonlyMap<number, ProcessLine>): ProcessLine[] {
  const chain: ProcessLine[] = [];
  // `ps` looks while processes come and go: a number may point round in a circle.
  for (let it: ProcessLine | undefined = line; it && !chain.includes(it); it = byPid.get(it.parent))
    chain.push(it);
  return chain;
}
