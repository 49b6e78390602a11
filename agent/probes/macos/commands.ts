import type { ProbeLog } from '../probe-log.ts';
import type { Run } from '../run.ts';

/** A tool of macOS with its arguments. Absolute where the place is known: a daemon has a short PATH. */
type Tool = {
  /** What it is asked for, in words. */
  name: string;
  command: string;
  args: readonly string[];
  timeoutMs: number;
  /** On some Macs there is nothing to say. */
  mayBeSilent: boolean;
};

const tool = (
  name: string,
  command: string,
  args: readonly string[] = [],
  { timeoutMs = 5000, mayBeSilent = false }: { timeoutMs?: number; mayBeSilent?: boolean } = {},
): Tool => ({ name, command, args, timeoutMs, mayBeSilent });

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
  profile: tool('Hardware, displays and Thunderbolt', '/usr/sbin/system_profiler', ['-json', ...PROFILES], {
    timeoutMs: 30_000,
  }),
  sysctl: tool('Chip, memory and limits', '/usr/sbin/sysctl', SYSCTL_NAMES),
  swVers: tool('macOS version', '/usr/bin/sw_vers'),
  computerName: tool('Name', '/usr/sbin/scutil', ['--get', 'ComputerName']),
  platform: tool('Serial number and id', '/usr/sbin/ioreg', [
    '-r',
    '-c',
    'IOPlatformExpertDevice',
    '-d',
    '1',
  ]),
  gpuCores: tool('GPU cores', '/usr/sbin/ioreg', ['-r', '-c', 'AGXAccelerator', '-d', '1'], {
    mayBeSilent: true,
  }),
  gpuUse: tool('GPU use', '/usr/sbin/ioreg', ['-r', '-c', 'IOAccelerator', '-d', '1']),
  hardwarePorts: tool('Names of the ports', '/usr/sbin/networksetup', ['-listallhardwareports'], {
    timeoutMs: 10_000,
  }),
  interfaces: tool('Network interfaces', '/sbin/ifconfig', ['-a']),
  rdmaStatus: tool('RDMA on or off', 'rdma_ctl', ['status']),
  rdmaDevices: tool('RDMA devices', 'ibv_devices'),
  rdmaInfo: tool('RDMA ports', 'ibv_devinfo', [], { mayBeSilent: true }),
  battery: tool('Mains or battery', '/usr/bin/pmset', ['-g', 'batt']),
  sleepSettings: tool('When it goes to sleep', '/usr/bin/pmset', ['-g']),
  powerSettings: tool('How it sleeps and wakes', '/usr/bin/pmset', ['-g', 'custom']),
  assertions: tool('Who keeps it awake', '/usr/bin/pmset', ['-g', 'assertions']),
  consoleUser: tool('Who is at its screen', '/usr/bin/stat', ['-f', '%Su', '/dev/console']),
  idleTime: tool('Since the last key', '/usr/sbin/ioreg', ['-r', '-c', 'IOHIDSystem', '-d', '1']),
  logins: tool('Who is signed in from elsewhere', '/usr/bin/who', [], { mayBeSilent: true }),
  lid: tool('Lid', '/usr/sbin/ioreg', ['-r', '-k', 'AppleClamshellState', '-d', '1'], { mayBeSilent: true }),
  thermalPressure: tool('Heat', '/usr/bin/notifyutil', ['-g', 'com.apple.system.thermalpressurelevel']),
  localNetwork: tool('Local Network permission', '/bin/launchctl', ['managername']),
  vmStat: tool('Memory in use', '/usr/bin/vm_stat'),
  memoryPressure: tool('Free memory', '/usr/bin/memory_pressure'),
  netstat: tool('Network traffic', '/usr/sbin/netstat', ['-ibn']),
} as const satisfies Record<string, Tool>;
export type MacTool = keyof typeof MAC_TOOLS;

/** Runs a tool and parses what it says; `null` when it is absent or says nothing usable. */
export async function readTool<T>(
  run: Run,
  name: MacTool,
  parse: (text: string) => T | null,
  log?: ProbeLog,
): Promise<T | null> {
  const { command, args, timeoutMs, ...look } = MAC_TOOLS[name];
  const ask = (onWhy?: (why: string) => void) => run(command, args, timeoutMs, onWhy);
  if (log) return log.look({ ...look, source: [command.split('/').at(-1), ...args].join(' ') }, ask, parse);
  const text = await ask();
  return text === null ? null : parse(text);
}
