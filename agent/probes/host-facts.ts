import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { homedir, networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { ProbeLog } from './probe-log.ts';

/** IPv4 addresses of this host, loopback left out, in a stable order. */
export function listAddresses(interfaces = networkInterfaces()): MachineFacts['addresses'] {
  return Object.entries(interfaces)
    .flatMap(([name, entries]) =>
      (entries ?? [])
        .filter((entry) => entry.family === 'IPv4' && !entry.internal)
        .map((entry) => ({ interface: name, ipv4: entry.address })),
    )
    .toSorted((a, b) => a.interface.localeCompare(b.interface, 'en', { numeric: true }));
}

type DiskFacts = Pick<MachineFacts, 'diskFreeBytes' | 'diskTotalBytes'>;

/** The disk of a folder that may not exist yet; `null` where the file system doesn't say. */
export async function readDisk(folder: string | undefined, log: ProbeLog): Promise<DiskFacts> {
  const disk = await log.look(
    { name: 'Disk of the models', source: 'statfs' },
    () => statDisk(folder ?? homedir()),
    ({ bavail, blocks, bsize }) => ({ diskFreeBytes: bavail * bsize, diskTotalBytes: blocks * bsize }),
  );
  return disk ?? { diskFreeBytes: null, diskTotalBytes: null };
}

async function statDisk(folder: string): Promise<StatsFs | null> {
  let path = resolve(folder);
  for (;;) {
    try {
      return await statfs(path);
    } catch {
      // Not made yet: its parent is on the same disk.
      const parent = dirname(path);
      if (parent === path) return null;
      path = parent;
    }
  }
}
