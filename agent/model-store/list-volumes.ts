import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a system puts disks that are plugged in, and how many folders below. */
const MOUNTS: Partial<Record<NodeJS.Platform, { base: string; depth: number }[]>> = {
  darwin: [{ base: '/Volumes', depth: 1 }],
  linux: [
    { base: '/media', depth: 2 },
    { base: '/run/media', depth: 2 },
    { base: '/mnt', depth: 1 },
  ],
};
const MOST_VOLUMES = 32;

/** What tells one disk from another: by default the system's own number of the device. Null where nothing is. */
type DeviceOf = (path: string) => Promise<number | null>;
const deviceNumber: DeviceOf = (path) =>
  lstat(path).then(
    // The system's own disk stands in `/Volumes` as a link.
    (it) => (it.isDirectory() ? it.dev : null),
    () => null,
  );

/** The disks and shares that are mounted beside the system's own: folders that lie on another device than the one above. */
export async function listVolumes(
  platform: NodeJS.Platform = process.platform,
  deviceOf: DeviceOf = deviceNumber,
  list: (path: string) => Promise<string[]> = readdir,
): Promise<string[]> {
  const found: string[] = [];
  const look = async (path: string, above: number | null, depth: number): Promise<void> => {
    const device = await deviceOf(path);
    if (device === null || found.length >= MOST_VOLUMES) return;
    if (above !== null && device !== above) return void found.push(path);
    if (depth === 0) return;
    for (const name of await list(path).catch(() => []))
      if (!name.startsWith('.')) await look(join(path, name), device, depth - 1);
  };
  for (const { base, depth } of MOUNTS[platform] ?? [])
    await look(base, await deviceOf(dirname(base)), depth);
  return found;
}
