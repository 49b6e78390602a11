import type { MachineFacts } from '@/shared/schemas/machine.ts';
export { hashPlace } from './host-id.ts';
export { identifyMachine } from './identify.ts';
import { openLinuxMeters } from './linux/open-meters.ts';
import { probeLinux } from './linux/probe-machine.ts';
import { openMacMeters } from './macos/open-meters.ts';
import { probeMac } from './macos/probe-machine.ts';
import type { Meters } from './meters.ts';
import { runCommand } from './run.ts';

export type { Meters } from './meters.ts';
export type ProbeOptions = {
  /** Free disk space is read where the models are kept. */
  modelsFolder?: string;
};

/** What this machine is. Slow on macOS (system_profiler): call it at start and every few minutes, not every second. */
export function probeMachine(options: ProbeOptions = {}): Promise<MachineFacts> {
  const dependencies = { run: runCommand, ...options };
  return process.platform === 'darwin' ? probeMac(dependencies) : probeLinux({ ...dependencies, root: '/' });
}

/** Opens the meters; on macOS this starts `macmon`, which `close` ends. Read once a second. */
export function openMeters(): Promise<Meters> {
  return process.platform === 'darwin'
    ? openMacMeters({ run: runCommand })
    : openLinuxMeters({ run: runCommand, root: '/' });
}
