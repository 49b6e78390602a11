import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { quoteForShell } from '@/shared/domain/quote-for-shell.ts';
import type { InstallArguments } from '../arguments.ts';
import { type Layout, layoutOf, type Manager, type Scope } from './layout.ts';
import { logCommand, type RunStep, startSteps, stopSteps } from './manager-commands.ts';
import { type InstallRecord, readRecord } from './record.ts';
import { type ServiceUser, serviceUser } from './service-user.ts';
import { removeService } from './remove-service.ts';
import { runSteps } from './run-steps.ts';
import { unitText } from './unit-texts.ts';

export type InstallOptions = {
  args: InstallArguments;
  token: string | null;
  /** The file that this program is. */
  programFile: string;
  node: string;
  manager: Manager;
  isRoot: boolean;
  personHome: string;
  run: RunStep;
  say(line: string): void;
};

/** The kernel shows these to root only; systemd hands copies of them to the service. */
const BOARD_FILES = ['product_serial', 'product_uuid'];
const DMI = '/sys/class/dmi/id';

/**
 * Makes the agent a service: its folder, the file of the service manager, and it runs. An older installation keeps its
 * data and gets this program. One that can't be finished is taken away again.
 */
export function installService(options: InstallOptions): Layout {
  const { args, manager, isRoot, personHome, run, say } = options;
  const scope: Scope = isRoot ? 'machine' : 'person';
  const layout = layoutOf(manager, scope, { personHome, prefix: args.prefix ?? '' });
  const before = readRecord(layout.recordFile);
  if (before === null) refuseStrange(layout.home);
  const isStarted = args.prefix === null && !args.noStart;
  if (before?.isStarted) runSteps(run, stopSteps(manager, scope));
  try {
    const user = scope === 'machine' && args.prefix === null ? serviceUser(options) : null;
    const record = writeFiles(options, layout, user, { before, isStarted });
    if (isStarted) start(options, layout, record);
    return layout;
  } catch (error) {
    if (before === null) {
      say('This could not be finished: what was made is taken away again.');
      const made = readRecord(layout.recordFile);
      if (made) removeService(made, run);
      else rmSync(layout.home, { recursive: true, force: true });
    }
    throw error;
  }
}

/** The folder is taken away with the agent, whole: so nothing of somebody else may be in it. */
function refuseStrange(home: string): void {
  if (!existsSync(home)) return;
  const found = readdirSync(home, { recursive: true, withFileTypes: true });
  if (found.every((it) => it.isDirectory())) return;
  throw new Error(`In ${home} is something that no installation has put there. Move it elsewhere first.`);
}

/** Node, the agent, and what it is told: the line that the service manager runs. */
export function runLine({ args, node }: Pick<InstallOptions, 'args' | 'node'>, layout: Layout): string[] {
  return [
    node,
    layout.agentFile,
    'run',
    `--portal=${args.portal}`,
    `--data-folder=${layout.dataFolder}`,
    `--join-token-file=${layout.tokenFile}`,
    ...(args.modelsFolder === null ? [] : [`--models-folder=${args.modelsFolder}`]),
  ];
}

function writeFiles(
  options: InstallOptions,
  layout: Layout,
  user: ServiceUser | null,
  { before, isStarted }: { before: InstallRecord | null; isStarted: boolean },
): InstallRecord {
  const { token, programFile, node } = options;
  const record: InstallRecord = {
    manager: layout.manager,
    scope: layout.scope,
    home: layout.home,
    unitFile: layout.unitFile,
    link: layout.link,
    user: user?.name ?? null,
    madeUser: (user?.isMade ?? false) || (before?.madeUser ?? false),
    madeLinger: before?.madeLinger ?? false,
    isStarted,
  };
  mkdirSync(layout.program, { recursive: true });
  // Whoever it runs as starts it, whatever umask root has.
  for (const folder of [layout.home, layout.program]) chmodSync(folder, 0o755);
  writeFileSync(layout.recordFile, `${JSON.stringify(record, null, 2)}\n`);
  if (programFile !== layout.agentFile) copyFileSync(programFile, layout.agentFile);
  chmodSync(layout.agentFile, 0o644);
  const call = [node, layout.agentFile].map(quoteForShell).join(' ');
  writeFileSync(layout.command, `#!/bin/sh\nexec ${call} "$@"\n`);
  chmodSync(layout.command, 0o755);
  makeOwnFolder(layout.dataFolder, user);
  if (layout.logFile !== null) makeOwnFolder(dirname(layout.logFile), user);
  if (token !== null) {
    // Whoever may read it may join in its place.
    rmSync(layout.tokenFile, { force: true });
    writeFileSync(layout.tokenFile, token, { mode: 0o600 });
    if (user) chownSync(layout.tokenFile, user.uid, user.gid);
  }
  if (layout.link !== null) {
    mkdirSync(dirname(layout.link), { recursive: true });
    rmSync(layout.link, { force: true });
    symlinkSync(layout.command, layout.link);
  }
  mkdirSync(dirname(layout.unitFile), { recursive: true });
  const text = unitText({
    layout,
    command: runLine(options, layout),
    user: user?.name ?? null,
    credentials: user === null ? {} : boardCredentials(),
  });
  writeFileSync(layout.unitFile, text, { mode: 0o644 });
  return record;
}

function makeOwnFolder(folder: string, user: ServiceUser | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
}

const boardCredentials = (): Record<string, string> =>
  Object.fromEntries(BOARD_FILES.filter((it) => existsSync(join(DMI, it))).map((it) => [it, join(DMI, it)]));

function start(options: InstallOptions, layout: Layout, record: InstallRecord): void {
  const { run, say } = options;
  const { manager, scope } = layout;
  if (manager === 'systemd' && scope === 'person' && !record.madeLinger) {
    const lingers = run('loginctl', ['enable-linger']);
    if (lingers.isDone) {
      record.madeLinger = true;
      writeFileSync(layout.recordFile, `${JSON.stringify(record, null, 2)}\n`);
    } else
      say('It runs only while you are signed in: this account may not let services go on (enable-linger).');
  }
  if (manager === 'launchd' && scope === 'person')
    say(
      'Without administrator rights it runs only while you are signed in, and macOS may ask whether it may reach other machines.',
    );
  runSteps(run, startSteps(manager, scope, layout.unitFile));
  say(`Its log: ${logCommand(scope, layout.logFile)}`);
}
