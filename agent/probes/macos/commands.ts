import type { Run } from '../run.ts';

/** A tool of macOS with its arguments. Absolute where the place is known: a daemon has a short PATH. */
type Tool = { command: string; args: readonly string[]; timeoutMs: number };

const tool = (command: string, args: readonly string[] = [], timeoutMs = 5000): Tool => ({
  command,
  args,
  timeoutMs,
});

const SYSCTL_NAMES = [
  'hw.model',
  'machdep.cpu.brand_string',
  'hw.memsize',
  'hw.ncpu',
  'hw.physicalcpu',
  'kern.memorystatus_vm_pressure_level',
  'iogpu.wired_limit_mb',
];
const PROFILES = ['SPHardwareDataType', 'SPDisplaysDataType', 'SPThunderboltDataType'];

export const MAC_TOOLS = {
  profile: tool('/usr/sbin/system_profiler', ['-json', ...PROFILES], 30_000),
  sysctl: tool('/usr/sbin/sysctl', SYSCTL_NAMES),
  swVers: tool('/usr/bin/sw_vers'),
  computerName: tool('/usr/sbin/scutil', ['--get', 'ComputerName']),
  platform: tool('/usr/sbin/ioreg', ['-r', '-c', 'IOPlatformExpertDevice', '-d', '1']),
  gpuCores: tool('/usr/sbin/ioreg', ['-r', '-c', 'AGXAccelerator', '-d', '1']),
  gpuUse: tool('/usr/sbin/ioreg', ['-r', '-c', 'IOAccelerator', '-d', '1']),
  hardwarePorts: tool('/usr/sbin/networksetup', ['-listallhardwareports'], 10_000),
  interfaces: tool('/sbin/ifconfig', ['-a']),
  rdmaStatus: tool('rdma_ctl', ['status']),
  rdmaDevices: tool('ibv_devices'),
  rdmaInfo: tool('ibv_devinfo'),
  battery: tool('/usr/bin/pmset', ['-g', 'batt']),
  sleepSettings: tool('/usr/bin/pmset', ['-g']),
  lid: tool('/usr/sbin/ioreg', ['-r', '-k', 'AppleClamshellState', '-d', '1']),
  thermalPressure: tool('/usr/bin/notifyutil', ['-g', 'com.apple.system.thermalpressurelevel']),
  vmStat: tool('/usr/bin/vm_stat'),
  memoryPressure: tool('/usr/bin/memory_pressure'),
  netstat: tool('/usr/sbin/netstat', ['-ibn']),
} as const satisfies Record<string, Tool>;
export type MacTool = keyof typeof MAC_TOOLS;

/** Runs a tool and parses what it says; `null` when it is absent or says nothing usable. */
export async function readTool<T>(run: Run, name: MacTool, parse: (text: string) => T): Promise<T | null> {
  const { command, args, timeoutMs } = MAC_TOOLS[name];
  const text = await run(command, args, timeoutMs);
  return text === null ? null : parse(text);
}
