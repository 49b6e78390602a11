import { rmSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { forgetSteps, type RunStep, stopSteps } from './manager-commands.ts';
import type { InstallRecord } from './record.ts';
import { runSteps } from './run-steps.ts';

/** Takes away everything that the installation has made, with the agent's key, its models and its log. */
export function removeService(record: InstallRecord, run: RunStep): void {
  const { manager, scope, user } = record;
  if (record.isStarted) runSteps(run, stopSteps(manager, scope));
  rmSync(record.unitFile, { force: true });
  if (record.isStarted) runSteps(run, forgetSteps(manager, scope));
  if (record.link !== null) rmSync(record.link, { force: true });
  rmSync(record.home, { recursive: true, force: true });
  // Made for it where there was none; whatever else is in it stays.
  if (scope === 'person') removeIfEmpty(dirname(record.unitFile));
  if (record.madeLinger) runSteps(run, [{ command: 'loginctl', args: ['disable-linger'], isOptional: true }]);
  if (record.madeUser && user !== null)
    runSteps(run, [{ command: 'userdel', args: [user], isOptional: true }]);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something of others is in it.
  }
}
