import type { PowerFacts } from '@/shared/schemas/power.ts';
import type { Run } from '../run.ts';
import { readTool } from './commands.ts';
import { parseAssertions } from './parse-assertions.ts';
import { parseHardwarePorts } from './parse-hardware-ports.ts';
import { parseConsoleUser, parseIdleSeconds, parseLogins, tellUse } from './parse-use.ts';
import { parsePmset, parsePowerSettings, parseSleepDisabled } from './parse-pmset.ts';

/** How macOS is set to sleep and wake on the source it is on now, and whether somebody uses the Mac. */
export async function readMacPower(run: Run): Promise<Pick<PowerFacts, 'settings' | 'inUse' | 'preventers'>> {
  const asIs = (text: string): string => text;
  const [custom, general, onBattery, console_, idleSeconds, logins, preventers] = await Promise.all([
    readTool(run, 'powerSettings', asIs),
    readTool(run, 'sleepSettings', asIs),
    readTool(run, 'battery', parsePmset),
    readTool(run, 'consoleUser', parseConsoleUser),
    readTool(run, 'idleTime', parseIdleSeconds),
    readTool(run, 'logins', parseLogins),
    readTool(run, 'assertions', parseAssertions),
  ]);
  const settings = custom === null ? null : parsePowerSettings(custom, onBattery === true);
  return {
    settings: settings && {
      ...settings,
      sleepDisabled: general === null ? null : parseSleepDisabled(general),
    },
    inUse: tellUse({ consoleUser: console_, idleSeconds, logins }),
    preventers,
  };
}

/** Interfaces of Thunderbolt ports; none where they can't be read. */
export const readMacCables = async (run: Run): Promise<ReadonlySet<string>> =>
  new Set((await readTool(run, 'hardwarePorts', parseHardwarePorts))?.values());
