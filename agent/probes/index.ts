import type { MachineFacts } from '@/shared/schemas/machine.ts';
export { hashPlace } from './host-id.ts';
export { identifyMachine } from './identify.ts';
import { openLinuxMeters } from './linux/open-meters.ts';
import { probeLinux } from './linux/probe-machine.ts';
import { openMacMeters } from './macos/open-meters.ts';
import { probeMac } from './macos/probe-machine.ts';
import type { Meters } from './meters.ts';
import { runCommand } from './run.ts';
import { createUnmanagedLook } from './unmanaged/find-unmanaged.ts';

export type { Meters } from './meters.ts';
export type ProbeOptions = {
  /** Free disk space is read where the models are kept. */
  modelsFolder?: string;
};

const lookUnmanaged = createUnmanagedLook({
  run: runCommand,
  platform: process.platform === 'darwin' ? 'darwin' : 'linux',
});

/** What this machine is. Slow on macOS (system_profiler): call it at start and every few minutes, not every second. */
export function probeMachine(options: ProbeOptions = {}): Promise<MachineFacts> {
  const dependencies = { run: runCommand, lookUnmanaged, ...options };
  return process.platform === 'darwin' ? probeMac(dependencies) : probeLinux({ ...dependencies, root: '/' });
}

/** Opens the meters; on macOS this starts `macmon`, which `close` ends. Read once a second. */
export function openMeters(): Promise<Meters> {
  return process.platform === 'darwin'
    ? openMacMeters({ run: runCommand })
    : openLinuxMeters({ run: runCommand, root: '/' });
}
