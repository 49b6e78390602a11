import { arch, hostname } from 'node:os';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { hashHostId } from '../host-id.ts';
import { listAddresses, readDiskFreeBytes } from '../host-facts.ts';
import type { Run } from '../run.ts';
import { readTool } from './commands.ts';
import { parseHardwarePorts } from './parse-hardware-ports.ts';
import { parseHardware } from './parse-hardware.ts';
import { parseIfconfig } from './parse-ifconfig.ts';
import { parseGpuCores, parseLid, parsePlatformUuid } from './parse-ioreg.ts';
import { parsePmset, parseSleepSettings } from './parse-pmset.ts';
import { joinRdma } from './parse-rdma.ts';
import { parseSwVers } from './parse-sw-vers.ts';
import { memoryPressureLevel, parseSysctl, sysctlNumber, wiredLimit } from './parse-sysctl.ts';
import { parseThermalPressure } from './parse-thermal-pressure.ts';
import { parseThunderbolt } from './parse-thunderbolt.ts';

export type MacProbeOptions = { run: Run; modelsFolder?: string };

const asIs = (text: string): string => text;

/** What a Mac is. Tools that are absent or silent leave `null`; only the hash of the host's id leaves the machine. */
export async function probeMac({ run, modelsFolder }: MacProbeOptions): Promise<MachineFacts> {
  const read = <T>(name: Parameters<typeof readTool>[1], parse: (text: string) => T): Promise<T | null> =>
    readTool(run, name, parse);
  const [
    profile,
    sysctl,
    os,
    name,
    uuid,
    gpuCores,
    ports,
    interfaces,
    rdmaStatus,
    rdmaDevices,
    rdmaInfo,
    onBattery,
    sleepAfterMinutes,
    lidClosed,
    thermal,
  ] = await Promise.all([
    read('profile', asIs),
    read('sysctl', parseSysctl),
    read('swVers', parseSwVers),
    read('computerName', (text) => text.trim() || null),
    read('platform', parsePlatformUuid),
    read('gpuCores', parseGpuCores),
    read('hardwarePorts', parseHardwarePorts),
    read('interfaces', parseIfconfig),
    read('rdmaStatus', asIs),
    read('rdmaDevices', asIs),
    read('rdmaInfo', asIs),
    read('battery', parsePmset),
    read('sleepSettings', parseSleepSettings),
    read('lid', parseLid),
    read('thermalPressure', parseThermalPressure),
  ]);
  const hardware = profile === null ? null : parseHardware(profile);
  const kernel = sysctl ?? new Map<string, string>();
  return {
    // Without any id at all the name must do: agents on one host share it as well.
    hostId: hashHostId(uuid ?? hardware?.platformUuid ?? hostname()),
    hostName: name ?? hostname(),
    os: 'macos',
    osVersion: os?.version ?? null,
    osBuild: os?.build ?? null,
    arch: arch(),
    hwModel: kernel.get('hw.model') ?? hardware?.hwModel ?? null,
    chip: kernel.get('machdep.cpu.brand_string') ?? hardware?.chip ?? null,
    cpuCores:
      sysctlNumber(kernel, 'hw.physicalcpu') ?? sysctlNumber(kernel, 'hw.ncpu') ?? hardware?.cpuCores ?? null,
    gpuCores: hardware?.gpuCores ?? gpuCores,
    memoryBytes: sysctlNumber(kernel, 'hw.memsize') ?? hardware?.memoryBytes ?? null,
    diskFreeBytes: await readDiskFreeBytes(modelsFolder),
    addresses: listAddresses(),
    thunderbolt: profile === null ? null : parseThunderbolt(profile, ports ?? new Map()),
    rdma: joinRdma(rdmaStatus, rdmaDevices, rdmaInfo),
    onBattery,
    thermalPressure: thermal,
    interfaces,
    memoryPressure: memoryPressureLevel(kernel),
    wiredLimitBytes: wiredLimit(kernel),
    lidClosed,
    sleepAfterMinutes,
    simulated: false,
  };
}
