import { join } from 'node:path';

/** `machine`: from the start of the computer on, whoever is signed in; `person`: under one account, without root. */
export type Scope = 'machine' | 'person';
export type Manager = 'launchd' | 'systemd';

/** Where everything of an installed agent lies: one folder, one file of the service manager, one link. */
export type Layout = {
  manager: Manager;
  scope: Scope;
  home: string;
  program: string;
  agentFile: string;
  command: string;
  recordFile: string;
  dataFolder: string;
  tokenFile: string;
  /** systemd keeps the log itself. */
  logFile: string | null;
  unitFile: string;
  /** On everybody's PATH. */
  link: string | null;
};

export const LABEL = 'espalier.agent';
export const UNIT = 'espalier-agent.service';
/** Made at the installation on Linux, and taken away with it. */
export const SERVICE_USER = 'espalier-agent';

const HOMES: Record<Manager, string> = {
  // No space in it: Python's own programs could not be started from there.
  launchd: '/usr/local/espalier-agent',
  systemd: '/opt/espalier-agent',
};

/** `prefix` puts all of it below another folder, for a look at it. */
export function layoutOf(
  manager: Manager,
  scope: Scope,
  { personHome, prefix = '' }: { personHome: string; prefix?: string },
): Layout {
  const home = prefix + (scope === 'machine' ? HOMES[manager] : join(personHome, '.espalier-agent'));
  const program = join(home, 'program');
  const dataFolder = join(home, 'data');
  return {
    manager,
    scope,
    home,
    program,
    agentFile: join(program, 'agent.mjs'),
    command: join(program, 'espalier-agent'),
    recordFile: join(program, 'install.json'),
    dataFolder,
    tokenFile: join(dataFolder, 'join-token'),
    logFile: manager === 'launchd' ? join(home, 'logs', 'agent.log') : null,
    unitFile: prefix + unitFileOf(manager, scope, personHome),
    link: scope === 'machine' ? `${prefix}/usr/local/bin/espalier-agent` : null,
  };
}

function unitFileOf(manager: Manager, scope: Scope, personHome: string): string {
  if (manager === 'launchd') {
    const library = scope === 'machine' ? '/Library/LaunchDaemons' : join(personHome, 'Library/LaunchAgents');
    return join(library, `${LABEL}.plist`);
  }
  return join(scope === 'machine' ? '/etc/systemd/system' : join(personHome, '.config/systemd/user'), UNIT);
}
