import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakePortal, startFakePortal } from '../testing/fake-portal.ts';
import { bundleAgent, runProgram } from '../testing/run-agent-process.ts';
import { until } from '../testing/until.ts';
import { installService } from './install-service.ts';
import { layoutOf } from './layout.ts';
import type { RunStep } from './manager-commands.ts';
import { readRecord } from './record.ts';
import { removeService } from './remove-service.ts';

let portal: FakePortal;
let folder: string;
beforeEach(async () => {
  portal = await startFakePortal();
  folder = mkdtempSync(join(tmpdir(), 'espalier-install-'));
});
afterEach(async () => {
  await portal.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const filesBelow = (place: string): string[] =>
  readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(
    (it) => !lstatSync(join(place, it)).isDirectory(),
  );

test('installed below a folder, its line joins, goes on without the token after a kill, and nothing is left of it', async () => {
  const prefix = join(folder, 'a place with 100% of $odd “names”');
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, portal.joinToken());
  const flags = ['--portal', portal.origin, '--prefix', prefix, '--join-token-file', tokenFile];
  const installed = await runProgram(['install', ...flags]);
  expect(await installed.exited).toEqual({ code: 0, signal: null });
  const layout = layoutOf('systemd', process.getuid?.() === 0 ? 'machine' : 'person', {
    personHome: process.env['HOME']!,
    prefix,
  });
  expect(statSync(layout.tokenFile).mode & 0o777).toBe(0o600);
  expect(statSync(layout.dataFolder).mode & 0o777).toBe(0o700);

  // As the service manager reads the line.
  const line = /^ExecStart=(.*)$/m.exec(readFileSync(layout.unitFile, 'utf8'))![1]!;
  const [command = '', ...args] = [...line.matchAll(/"((?:\\.|[^"])*)"/g)].map(([, word = '']) =>
    word.replaceAll('%%', '%').replaceAll('$$', '$').replaceAll(/\\(.)/g, '$1'),
  );
  const start = () => spawn(command, [...args, '--simulate', 'studio-m2max'], { stdio: 'ignore' });
  for (const connections of [1, 2]) {
    const service = start();
    const ended = new Promise((resolve) => service.once('exit', resolve));
    await until(
      () => [...portal.agents.values()][0]?.connections === connections,
      `connection ${connections}`,
      20_000,
    );
    expect(existsSync(layout.tokenFile)).toBe(false);
    service.kill('SIGKILL');
    await ended;
  }
  expect(portal.agents.size).toBe(1);

  const removed = await runProgram(['uninstall', '--prefix', prefix]);
  expect(await removed.exited).toEqual({ code: 0, signal: null });
  expect(filesBelow(prefix)).toEqual([]);
  const again = await runProgram(['uninstall', '--prefix', prefix]);
  expect(await again.exited).toEqual({ code: 1, signal: null });
  expect(again.output()).toContain('No agent is installed here');
}, 60_000);

const options = async (run: RunStep, said: string[] = []) => ({
  args: {
    command: 'install' as const,
    portal: portal.origin,
    modelsFolder: null,
    joinToken: 'stdin' as const,
    user: null,
    node: null,
    prefix: null,
    noStart: false,
  },
  token: portal.joinToken(),
  programFile: await bundleAgent(),
  node: process.execPath,
  isRoot: false,
  personHome: folder,
  run,
  say: (line: string) => void said.push(line),
});
const done = { isDone: true, said: '' };

test.each([
  [
    'systemd',
    [
      'loginctl enable-linger',
      'systemctl --user daemon-reload',
      'systemctl --user enable --now espalier-agent.service',
    ],
  ],
  [
    'launchd',
    [
      /^launchctl enable gui\/\d+\/espalier\.agent$/,
      /^launchctl bootstrap gui\/\d+ .*LaunchAgents\/espalier\.agent\.plist$/,
    ],
  ],
] as const)('for one account, %s is told to run it, and to forget it', async (manager, expected) => {
  const lines: string[] = [];
  const run: RunStep = (command, args) => {
    lines.push([command, ...args].join(' '));
    return done;
  };
  const layout = installService({ ...(await options(run)), manager });
  expect(lines).toEqual(expected.map((it) => (typeof it === 'string' ? it : expect.stringMatching(it))));
  lines.length = 0;
  removeService(readRecord(layout.recordFile)!, run);
  expect(lines[0]).toMatch(manager === 'systemd' ? /disable --now/ : /bootout/);
  expect(lines.includes('loginctl disable-linger')).toBe(manager === 'systemd');
  expect(filesBelow(folder)).toEqual([]);
});

test('what the service manager does not take is taken away again, and the reason is told', async () => {
  const said: string[] = [];
  const run: RunStep = (command, args) =>
    args.includes('enable') ? { isDone: false, said: 'Failed to connect to bus' } : done;
  const asked = { ...(await options(run, said)), manager: 'systemd' as const };
  expect(() => installService(asked)).toThrow(
    /enable --now espalier-agent.service” failed: Failed to connect to bus/,
  );
  expect(filesBelow(folder)).toEqual([]);
  expect(said.join()).toContain('taken away again');
});

test('a newer program takes the place of the older one and keeps its identity', async () => {
  const asked = { ...(await options(() => done)), manager: 'systemd' as const };
  const { dataFolder, agentFile } = installService(asked);
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'identity.json'), '{}');
  writeFileSync(agentFile, '// old');
  const order: string[] = [];
  installService({ ...asked, token: null, run: (_, args) => (order.push(args.join(' ')), done) });
  expect(readFileSync(join(dataFolder, 'identity.json'), 'utf8')).toBe('{}');
  expect(readFileSync(agentFile, 'utf8')).not.toBe('// old');
  expect(order[0]).toContain('disable --now');
});

test('its program may be read by the user it runs as, whatever umask the installation had', async () => {
  const flags = ['install', '--portal', portal.origin, '--prefix', folder];
  const line = ['umask 077; exec "$@"', 'sh', process.execPath, await bundleAgent(), ...flags];
  const shell = spawn('sh', ['-c', ...line], { stdio: 'ignore' });
  expect(await new Promise((resolve) => shell.once('exit', resolve))).toBe(0);
  const layout = layoutOf('systemd', process.getuid?.() === 0 ? 'machine' : 'person', {
    personHome: process.env['HOME']!,
    prefix: folder,
  });
  const modes = [layout.home, layout.program, layout.command].map((it) => statSync(it).mode & 0o777);
  expect(modes).toEqual([0o755, 0o755, 0o755]);
  expect(statSync(layout.dataFolder).mode & 0o777).toBe(0o700);
});

test('what lay in its folder before is not taken for its own, whether the installation fails or not', async () => {
  const { home } = layoutOf('systemd', 'person', { personHome: folder });
  mkdirSync(join(home, 'models'), { recursive: true });
  writeFileSync(join(home, 'models', 'mine'), '');
  const failed: RunStep = () => ({ isDone: false, said: 'no' });
  const asked = { ...(await options(failed)), manager: 'systemd' as const };
  expect(() => installService(asked)).toThrow('Move it elsewhere first');
  expect(filesBelow(home)).toEqual(['models/mine']);
});

test('a record that names other places than its own deletes nothing', async () => {
  const asked = { ...(await options(() => done)), manager: 'systemd' as const };
  const { recordFile } = installService(asked);
  const record = readRecord(recordFile)!;
  const home = join(folder, 'espalier-agent');
  mkdirSync(home);
  const unitFile = join(folder, 'theirs');
  for (const wrong of [
    { home },
    { home: folder },
    { unitFile },
    { link: unitFile },
    { madeUser: true, user: 'x' },
  ]) {
    writeFileSync(recordFile, JSON.stringify({ ...record, ...wrong }));
    expect(() => readRecord(recordFile)).toThrow('Nothing was touched');
  }
  const planted = join(folder, 'install.json');
  writeFileSync(planted, JSON.stringify({ ...record, home: folder }));
  expect(() => readRecord(planted)).toThrow('Nothing was touched');
});
