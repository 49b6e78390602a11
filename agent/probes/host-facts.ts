import { statfs } from 'node:fs/promises';
import { homedir, networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { MachineFacts } from '@/shared/schemas/machine.ts';

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

/** Free bytes on the disk of a folder that may not exist yet; `null` where the file system doesn't say. */
export async function readDiskFreeBytes(folder: string = homedir()): Promise<number | null> {
  let path = resolve(folder);
  for (;;) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch {
      // Not made yet: its parent is on the same disk.
      const parent = dirname(path);
      if (parent === path) return null;
      path = parent;
    }
  }
}
