import { hostname } from 'node:os';
import type { JoiningMachine } from '@/shared/protocol/join.ts';
import { hashHardware } from './host-id.ts';
import { parseCpuName, parseMeminfo } from './linux/parse-proc.ts';
import { readHwModel } from './linux/probe-machine.ts';
import { readBoard } from './linux/read-board.ts';
import { readText } from './linux/read-text.ts';
import { readTool } from './macos/commands.ts';
import { parsePlatform } from './macos/parse-ioreg.ts';
import { parseSysctl, sysctlNumber } from './macos/parse-sysctl.ts';
import { runCommand, type Run } from './run.ts';

/** What a machine says of itself before it has joined: quick to find out, and enough to know its record by. */
export const identifyMachine = (): Promise<JoiningMachine> =>
  process.platform === 'darwin' ? identifyMac(runCommand) : identifyLinux('/');

export async function identifyMac(run: Run): Promise<JoiningMachine> {
  const [platform, kernel, name] = await Promise.all([
    readTool(run, 'platform', parsePlatform),
    readTool(run, 'sysctl', parseSysctl),
    readTool(run, 'computerName', (text) => text.trim() || null),
  ]);
  const uuid = platform?.uuid ?? null;
  const values = kernel ?? new Map<string, string>();
  return {
    serial: platform?.serial ?? null,
    hardwareId: uuid === null ? null : hashHardware(uuid),
    hostName: name ?? hostname(),
    hwModel: values.get('hw.model') ?? null,
    chip: values.get('machdep.cpu.brand_string') ?? null,
    memoryBytes: sysctlNumber(values, 'hw.memsize'),
  };
}

export async function identifyLinux(root: string): Promise<JoiningMachine> {
  const text = async (file: string): Promise<string> => (await readText(`${root}/proc/${file}`)) ?? '';
  const board = await readBoard(root);
  const builtIn = board.uuid ?? board.serial;
  return {
    serial: board.serial,
    hardwareId: builtIn === null ? null : hashHardware(builtIn),
    hostName: hostname(),
    hwModel: await readHwModel(root),
    chip: parseCpuName(await text('cpuinfo')),
    memoryBytes: parseMeminfo(await text('meminfo')).totalBytes,
  };
}
