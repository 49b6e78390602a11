import { arch, availableParallelism, hostname, release } from 'node:os';
import { join } from 'node:path';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import type { UnmanagedLook } from '../unmanaged/find-unmanaged.ts';
import { createProbeLog, someOf } from '../probe-log.ts';
import { hashHostId } from '../host-id.ts';
import { listAddresses, readDisk } from '../host-facts.ts';
import { parseCpuName, parseMeminfo, parseOsRelease } from './parse-proc.ts';
import { readBoard } from './read-board.ts';
import { listNames, readText } from './read-text.ts';

export type LinuxProbeOptions = { root: string; modelsFolder?: string; lookUnmanaged?: UnmanagedLook };

/** Without a machine id the kernel's boot id does: agents on one host see the same one. */
async function readHostId(root: string): Promise<string> {
  for (const file of ['etc/machine-id', 'var/lib/dbus/machine-id', 'proc/sys/kernel/random/boot_id']) {
    const text = (await readText(join(root, file)))?.trim();
    if (text) return hashHostId(text);
  }
  return hashHostId(hostname());
}

export async function readHwModel(root: string): Promise<string | null> {
  const dmi = join(root, 'sys/class/dmi/id');
  const vendor = (await readText(join(dmi, 'sys_vendor')))?.trim();
  const product = (await readText(join(dmi, 'product_name')))?.trim();
  if (product) return vendor && !product.startsWith(vendor) ? `${vendor} ${product}` : product;
  // Boards without DMI (Arm) name themselves in the device tree, with a closing NUL.
  const board = (await readText(join(root, 'proc/device-tree/model')))?.replaceAll('\0', '').trim();
  return board || null;
}

/** On battery when one discharges; `null` on a machine that has none. */
async function readOnBattery(root: string): Promise<boolean | null> {
  const supplies = join(root, 'sys/class/power_supply');
  let hasBattery = false;
  for (const name of await listNames(supplies)) {
    const folder = join(supplies, name);
    const scope = (await readText(join(folder, 'scope')))?.trim();
    // A mouse has a battery too.
    if ((await readText(join(folder, 'type')))?.trim() !== 'Battery' || scope === 'Device') continue;
    hasBattery = true;
    if ((await readText(join(folder, 'status')))?.trim() === 'Discharging') return true;
  }
  return hasBattery ? false : null;
}

/** What a Linux machine is, from the kernel's files under `root`. */
export async function probeLinux({
  root,
  modelsFolder,
  lookUnmanaged,
}: LinuxProbeOptions): Promise<MachineFacts> {
  const log = createProbeLog();
  const read = <T>(name: string, file: string, parse: (text: string) => T | null) =>
    log.look({ name, source: `/${file}` }, (onWhy) => readText(join(root, file), onWhy), parse);
  const osRelease =
    (await read('System', 'etc/os-release', someOf(parseOsRelease))) ?? new Map<string, string>();
  const chip = await read('Processor', 'proc/cpuinfo', parseCpuName);
  const memoryBytes = await read('Memory', 'proc/meminfo', (text) => parseMeminfo(text).totalBytes);
  const board = await log.look(
    { name: 'Serial number and id', source: '/sys/class/dmi/id' },
    async (onWhy) => {
      const found = await readBoard(root);
      if (found.problem !== null) onWhy(found.problem);
      return found.problem === null ? found : null;
    },
    (found) => found,
  );
  return {
    hostId: await readHostId(root),
    hostName: hostname(),
    os: 'linux',
    osVersion: osRelease.get('PRETTY_NAME') ?? osRelease.get('NAME') ?? null,
    osBuild: release(),
    arch: arch(),
    hwModel: await readHwModel(root),
    chip,
    cpuCores: availableParallelism(),
    gpuCores: null,
    memoryBytes,
    ...(await readDisk(modelsFolder, log)),
    addresses: listAddresses(),
    thunderbolt: null,
    rdma: null,
    onBattery: await readOnBattery(root),
    serial: board?.serial ?? null,
    unmanaged: (await lookUnmanaged?.(log)) ?? null,
    probes: log.probes,
    simulated: false,
  };
}
