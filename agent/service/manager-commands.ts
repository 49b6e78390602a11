import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { LABEL, type Manager, type Scope, UNIT } from './layout.ts';

/** Runs a program of the system; its words when it fails. */
export type RunStep = (command: string, args: readonly string[]) => { isDone: boolean; said: string };

export const runStep: RunStep = (command, args) => {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], { encoding: 'utf8' });
  return { isDone: status === 0, said: (error?.message ?? `${stderr}${stdout}`).trim() };
};

export type Step = {
  command: string;
  args: readonly string[];
  /** It may fail: what it would do is done, or not there. */
  isOptional?: boolean;
};

const domainOf = (scope: Scope): string =>
  scope === 'machine' ? 'system' : `gui/${process.getuid?.() ?? 0}`;
const systemctl = (scope: Scope, ...args: string[]): Step => ({
  command: 'systemctl',
  args: scope === 'machine' ? args : ['--user', ...args],
});
const launchctl = (...args: string[]): Step => ({ command: 'launchctl', args });

export function startSteps(manager: Manager, scope: Scope, unitFile: string): Step[] {
  if (manager === 'systemd')
    return [systemctl(scope, 'daemon-reload'), systemctl(scope, 'enable', '--now', UNIT)];
  const domain = domainOf(scope);
  return [
    // A service that was disabled once stays so, whatever is loaded.
    launchctl('enable', `${domain}/${LABEL}`),
    launchctl('bootstrap', domain, unitFile),
  ];
}

/** Ends it and waits until it is gone. */
export function stopSteps(manager: Manager, scope: Scope): Step[] {
  const steps =
    manager === 'systemd'
      ? [systemctl(scope, 'disable', '--now', UNIT)]
      : [launchctl('bootout', `${domainOf(scope)}/${LABEL}`)];
  return steps.map((it) => ({ ...it, isOptional: true }));
}

/** After its file is gone. */
export function forgetSteps(manager: Manager, scope: Scope): Step[] {
  if (manager === 'launchd') return [];
  return [systemctl(scope, 'daemon-reload'), systemctl(scope, 'reset-failed', UNIT)].map((it) => ({
    ...it,
    isOptional: true,
  }));
}

export const logCommand = (scope: Scope, logFile: string | null): string =>
  logFile === null ? `journalctl ${scope === 'machine' ? '' : '--user '}-u ${UNIT} -f` : `tail -f ${logFile}`;

/** Which service manager runs here; null when there is none. */
export function findManager(): Manager | null {
  if (process.platform === 'darwin') return 'launchd';
  return existsSync('/run/systemd/system') ? 'systemd' : null;
}
