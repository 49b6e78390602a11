import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import type { InstallOptions } from './install-service.ts';
import { SERVICE_USER } from './layout.ts';
import { runSteps } from './run-steps.ts';

export type ServiceUser = { name: string; uid: number; gid: number; isMade: boolean };

/**
 * Whose rights the agent has: on Linux a user of its own, on a Mac whoever asked for the installation by `sudo`, who
 * has the models in their home; null leaves it to root. A daemon needs nobody to be signed in for that.
 */
export function serviceUser({ args, manager, run, node }: InstallOptions): ServiceUser | null {
  const asked = args.user ?? (manager === 'launchd' ? (process.env['SUDO_USER'] ?? null) : SERVICE_USER);
  if (asked === null || asked === 'root') return null;
  const known = findUser(asked);
  if (!known && (manager !== 'systemd' || args.user !== null))
    throw new Error(`There is no user “${asked}” on this machine.`);
  if (!known) {
    const flags = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
    runSteps(run, [{ command: 'useradd', args: [...flags, '--shell', '/usr/sbin/nologin', asked] }]);
  }
  const user = known ?? findUser(asked);
  if (!user) throw new Error(`The user “${asked}” could not be made.`);
  const tried = spawnSync(node, ['--version'], { uid: user.uid, gid: user.gid, cwd: '/' });
  if (tried.status !== 0)
    throw new Error(
      `The user “${asked}”, whom the agent runs as, may not start ${node}. Install Node for everybody, or name another with ESPALIER_NODE.`,
    );
  return { name: asked, ...user, isMade: !known };
}

function findUser(name: string): { uid: number; gid: number } | null {
  if (process.platform === 'darwin') {
    const id = (flag: string) => spawnSync('id', [flag, '--', name], { encoding: 'utf8' });
    const [uid, gid] = [id('-u'), id('-g')];
    return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
  }
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((it) => it.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}
