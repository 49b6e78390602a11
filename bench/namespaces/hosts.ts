import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Why two namespaces can't be made here; null where they can. */
export function findHindrance(): string | null {
  if (process.getuid?.() !== 0) return 'Namespaces of the network are made by root alone. Run it as root.';
  if (!existsSync('/dev/net/tun')) return 'There is no /dev/net/tun here.';
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'There is no program “ip” here that knows namespaces (Debian: iproute2).';
  }
}

export type Hosts = ReturnType<typeof makeHosts> extends Promise<infer H> ? H : never;

const NAMES = ['a', 'b'] as const;
type Host = 'portal' | (typeof NAMES)[number];

/**
 * This host and two namespaces that stand for two others, each with a machine id of its own, on one switch that can
 * be pulled between any two and can lose packets.
 */
export async function makeHosts(python: string) {
  const mark = `e${process.pid % 10_000}`;
  const subnet = `10.${78 + (process.pid % 100)}.0`;
  const deviceOf = (host: Host): string => `${mark}${host}`;
  const spaceOf = (index: number): string => `${mark}${NAMES[index]}`;
  const ip = (...args: string[]): void => void execFileSync('ip', args);
  const hub = await startHub(python, (['portal', ...NAMES] as const).map(deviceOf));
  const say = (line: string): void => void hub.stdin!.write(`${line}\n`);
  const close = (): void => {
    for (const index of NAMES.keys()) {
      rmSync(path.join('/etc/netns', spaceOf(index)), { recursive: true, force: true });
      try {
        ip('netns', 'del', spaceOf(index));
      } catch {
        // It was not made.
      }
    }
    hub.stdin!.end();
  };
  try {
    ip('addr', 'add', `${subnet}.1/24`, 'dev', deviceOf('portal'));
    ip('link', 'set', deviceOf('portal'), 'up');
    for (const [index, name] of NAMES.entries()) {
      const space = spaceOf(index);
      // `ip netns exec` lays these files over those of this host.
      mkdirSync(path.join('/etc/netns', space), { recursive: true });
      writeFileSync(path.join('/etc/netns', space, 'machine-id'), `${randomBytes(16).toString('hex')}\n`);
      ip('netns', 'add', space);
      ip('link', 'set', deviceOf(name), 'netns', space);
      ip('-n', space, 'link', 'set', 'lo', 'up');
      ip('-n', space, 'addr', 'add', `${subnet}.${index + 2}/24`, 'dev', deviceOf(name));
      ip('-n', space, 'link', 'set', deviceOf(name), 'up');
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    portalAddress: `${subnet}.1`,
    within: (index: number): string[] => ['ip', 'netns', 'exec', spaceOf(index)],
    cut: (one: Host, other: Host): void => say(`cut ${deviceOf(one)} ${deviceOf(other)}`),
    joinAll: (): void => say('join'),
    lose: (ratio: number): void => say(`loss ${ratio}`),
    close,
  };
}

async function startHub(python: string, devices: string[]): Promise<ChildProcess> {
  const args = [path.resolve('bench/namespaces/hub.py'), ...devices];
  const hub = spawn(python, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    hub.stdout.once('data', () => resolve());
    hub.once('exit', (code) => reject(new Error(`The switch ended with code ${code}.`)));
  });
  return hub;
}
