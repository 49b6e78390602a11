import { arch, hostname } from 'node:os';
import type { MachineFacts } from '@/shared/schemas/machine.ts';
import { hashHostId } from '../host-id.ts';
import { listAddresses, readDisk } from '../host-facts.ts';
import type { UnmanagedLook } from '../unmanaged/find-unmanaged.ts';
import { createProbeLog, someOf } from '../probe-log.ts';
import type { Run } from '../run.ts';
import { type MacTool, readTool } from './commands.ts';
import { parseHardwarePorts } from './parse-hardware-ports.ts';
import { parseHardware } from './parse-hardware.ts';
import { parseIfconfig } from './parse-ifconfig.ts';
import { parseGpuCores, parseLid, parsePlatform } from './parse-ioreg.ts';
import { parsePmset, parseSleepSettings } from './parse-pmset.ts';
import { parseJsonObject } from './parse-json.ts';
import { parseManagerName } from './parse-manager-name.ts';
import { joinRdma, parseRdmaStatus } from './parse-rdma.ts';
import { parseSwVers } from './parse-sw-vers.ts';
import { memoryPressureLevel, parseSysctl, sysctlNumber, wiredLimit } from './parse-sysctl.ts';
import { parseThermalPressure } from './parse-thermal-pressure.ts';
import { parseThunderbolt } from './parse-thunderbolt.ts';

export type MacProbeOptions = { run: Run; modelsFolder?: string; lookUnmanaged?: UnmanagedLook };

const asIs = (text: string): string => text;
const parseSwVersion = (text: string): ReturnType<typeof parseSwVers> | null => {
  const found = parseSwVers(text);
  return found.version === null && found.build === null ? null : found;
};

/** What a Mac is. Tools that are absent or silent leave `null`; only the hash of the host's id leaves the machine. */
export async function probeMac({ run, modelsFolder, lookUnmanaged }: MacProbeOptions): Promise<MachineFacts> {
  const log = createProbeLog();
  const read = <T>(name: MacTool, parse: (text: string) => T | null): Promise<T | null> =>
    readTool(run, name, parse, log);
  const [
    profile,
    sysctl,
    os,
    name,
    platform,
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
    localNetwork,
  ] = await Promise.all([
    read('profile', (text) => (parseJsonObject(text) === null ? null : text)),
    read('sysctl', someOf(parseSysctl)),
    read('swVers', parseSwVersion),
    read('computerName', (text) => text.trim() || null),
    read('platform', parsePlatform),
    read('gpuCores', parseGpuCores),
    read('hardwarePorts', (text) => (text.includes('Hardware Port:') ? parseHardwarePorts(text) : null)),
    read('interfaces', parseIfconfig),
    read('rdmaStatus', parseRdmaStatus),
    read('rdmaDevices', asIs),
    read('rdmaInfo', asIs),
    read('battery', parsePmset),
    read('sleepSettings', parseSleepSettings),
    read('lid', parseLid),
    read('thermalPressure', parseThermalPressure),
    read('localNetwork', (text) => parseManagerName(text, process.getuid?.() === 0)),
  ]);
  const hardware = profile === null ? null : parseHardware(profile);
  const kernel = sysctl ?? new Map<string, string>();
  return {
    // Without any id at all the name must do: agents on one host share it as well.
    hostId: hashHostId(platform?.uuid ?? hardware?.platformUuid ?? hostname()),
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
    ...(await readDisk(modelsFolder, log)),
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
    serial: platform?.serial ?? null,
    localNetwork,
    unmanaged: (await lookUnmanaged?.(log)) ?? null,
    probes: log.probes,
    simulated: false,
  };
}
