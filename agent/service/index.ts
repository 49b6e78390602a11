import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { quoteForShell } from '@/shared/domain/quote-for-shell.ts';
import type { InstallArguments, UninstallArguments } from '../arguments.ts';
import { installService, runLine } from './install-service.ts';
import { type Layout, layoutOf } from './layout.ts';
import { findManager, runStep } from './manager-commands.ts';
import { readRecord, recordBeside } from './record.ts';
import { removeService } from './remove-service.ts';

const PATIENCE_MS = 10_000;
const LOOK_MS = 200;
type Say = (line: string) => void;

/** `install`: makes this agent a service and waits a little for it to be known to the lab. */
export async function install(args: InstallArguments, token: string | null, say: Say): Promise<void> {
  const isTried = args.prefix !== null || args.noStart;
  const manager = findManager() ?? (isTried ? 'systemd' : null);
  if (manager === null)
    throw new Error(
      'No systemd runs here, so nothing could keep the agent running. Start it yourself with “agent.mjs run”, or write the files only with --no-start.',
    );
  const node = args.node ?? process.execPath;
  const layout = installService({
    args,
    token,
    node,
    manager,
    programFile: realpathSync(process.argv[1] ?? ''),
    isRoot: process.getuid?.() === 0,
    personHome: homedir(),
    run: runStep,
    say,
  });
  if (isTried)
    return say(
      `Written below ${layout.home}. It would run:\n${runLine({ args, node }, layout).map(quoteForShell).join(' ')}`,
    );
  say(
    (await joinedName(layout)) ??
      `It runs and has not joined yet. Look at the Macs page of ${args.portal}: it may wait for you there.`,
  );
  say(
    `To take it away again: ${layout.scope === 'machine' ? 'sudo espalier-agent' : layout.command} uninstall`,
  );
}

/** `uninstall`: nothing is left of it afterwards. */
export function uninstall(args: UninstallArguments, say: Say): void {
  const prefix = args.prefix ?? '';
  const places = [
    ...(args.prefix === null ? [recordBeside(realpathSync(process.argv[1] ?? ''))] : []),
    ...(['machine', 'person'] as const).flatMap((scope) =>
      (['launchd', 'systemd'] as const).map(
        (manager) => layoutOf(manager, scope, { personHome: homedir(), prefix }).recordFile,
      ),
    ),
  ];
  const record = places.map(readRecord).find((it) => it !== null);
  if (!record) throw new Error('No agent is installed here as a service.');
  if (record.scope === 'machine' && record.isStarted && process.getuid?.() !== 0)
    throw new Error(
      'It is installed for the whole machine: take it away with “sudo espalier-agent uninstall”.',
    );
  removeService(record, runStep);
  say('The agent is gone from this machine, with its key and its models. Revoke it on the machine’s page.');
  if (record.manager === 'systemd' && record.isStarted)
    say('What it wrote to the system’s journal stays there, as with every service.');
}

/** Told by its own identity, once the portal has given it one. */
async function joinedName({ dataFolder }: Layout): Promise<string | null> {
  const file = join(dataFolder, 'identity.json');
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (existsSync(file)) {
      const { machineName } = JSON.parse(readFileSync(file, 'utf8')) as { machineName: string };
      return `It runs, and is in the lab as ${machineName}.`;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return null;
}
