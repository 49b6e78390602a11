import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { listRanks } from '../../e2e/fixtures/rank-processes.ts';
import type { RankLab } from './rank-lab.ts';

const LISTENING = '0A';

type Holding = { ports: Set<string>; files: Set<string>; descriptors: number; residentMb: number };
export type Leftovers = {
  processes: string[];
  ports: string[];
  files: string[];
  descriptors: number;
  residentMb: number;
};

/**
 * What starts leave behind, against what there was before the first: processes with a session's mark, sockets that listen
 * and once were a rank's or an agent's, files of agents and in their temporary folder. What agents keep for good (their
 * journal, their spool of readings, the model) is no leftover, whatever its size.
 */
export function watchLeftovers(bench: RankLab) {
  const before = holding(bench);
  const sockets = new Set<string>();
  return {
    /** To be called while ranks live: their sockets are to be gone later. */
    noteSockets(sessionId: string): void {
      for (const { pid } of listRanks(sessionId)) for (const inode of socketsOf(pid)) sockets.add(inode);
    },
    look(sessionId: string): Leftovers {
      const now = holding(bench);
      const listening = listeningSockets();
      const ports = [...[...sockets].filter((it) => listening.has(it)), ...beyond(now.ports, before.ports)];
      return {
        processes: listRanks(sessionId).map((it) => `${it.pid} of rank ${it.rank}`),
        ports,
        files: beyond(now.files, before.files),
        descriptors: now.descriptors,
        residentMb: now.residentMb,
      };
    },
  };
}

const beyond = (now: Set<string>, before: Set<string>): string[] => [...now].filter((it) => !before.has(it));

function holding({ agents, tmp }: RankLab): Holding {
  const pids = agents.map((it) => it.child.pid!);
  const listening = listeningSockets();
  return {
    ports: new Set(pids.flatMap(socketsOf).filter((it) => listening.has(it))),
    files: new Set([
      ...agents.flatMap((it) =>
        filesBelow(it.dataFolder).filter((file) => !/[/](?:readings|models)[/]/.test(file)),
      ),
      ...filesBelow(tmp),
    ]),
    descriptors: pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0),
    residentMb: pids.reduce((sum, pid) => sum + residentMb(pid), 0),
  };
}

/** Folders too: an empty one is a leftover as well. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    try {
      return statSync(file).isDirectory() ? [file, ...filesBelow(file)] : [file];
    } catch {
      return [];
    }
  });
}

function listeningSockets(): Set<string> {
  const lines = ['tcp', 'tcp6'].flatMap((it) => readFileSync(`/proc/net/${it}`, 'utf8').split('\n').slice(1));
  const rows = lines.map((line) => line.trim().split(/\s+/));
  return new Set(rows.filter((it) => it[3] === LISTENING).map((it) => it[9]!));
}

/** None of a process that is gone. */
function socketsOf(pid: number): string[] {
  const of = <T>(look: () => T, otherwise: T): T => {
    try {
      return look();
    } catch {
      return otherwise;
    }
  };
  const names = of(() => readdirSync(`/proc/${pid}/fd`), []);
  const targets = names.map((fd) => of(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''));
  return targets.flatMap((it) => /socket:\[(\d+)\]/.exec(it)?.[1] ?? []);
}

function residentMb(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}
