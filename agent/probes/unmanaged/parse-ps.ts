/** A line of `ps`. */
export type ProcessLine = {
  pid: number;
  parent: number;
  group: number;
  residentBytes: number;
  user: string;
  args: string;
};

/** The columns of `ProcessLine`; procps cuts a user's name at 8 characters unless it is told a width. */
export const PS_ARGUMENTS: Record<'darwin' | 'linux', readonly string[]> = {
  darwin: ['-A', '-ww', '-o', 'pid=,ppid=,pgid=,rss=,user=,command='],
  linux: ['-A', '-ww', '-o', 'pid=,ppid=,pgid=,rss=,user:64=,args='],
};

/** No process has a longer number, and none holds 10 TB. */
const LINE = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\S+)\s+(\S.*)$/;

/** What `ps` with these columns says, on macOS and Linux alike; both count resident memory in KiB. */
export const parsePs = (text: string): ProcessLine[] =>
  text.split('\n').flatMap((line) => {
    const [, pid, parent, group, kib, user = '', args = ''] = LINE.exec(line) ?? [];
    if (pid === undefined) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        residentBytes: Number(kib) * 1024,
        user,
        args: args.trimEnd(),
      },
    ];
  });
