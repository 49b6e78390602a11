import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { FakePortal } from './fake-portal.ts';

const PROGRAM = 'agent/main.ts';
const bundles = new Map<string, Promise<string>>();

/** The real program, bundled as it is shipped, or another one of its parts. */
export function bundleAgent(entry = PROGRAM): Promise<string> {
  const known = bundles.get(entry);
  if (known) return known;
  const made = (async () => {
    const outfile = join(tmpdir(), `espalier-${basename(entry, '.ts')}-${process.pid}.mjs`);
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      logLevel: 'silent',
      loader: { '.py': 'text', '.txt': 'text', '.json': 'json' },
      banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
    });
    return outfile;
  })();
  bundles.set(entry, made);
  return made;
}

export type AgentProcess = {
  child: ChildProcess;
  pid: number;
  output(): string;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};
export type StartOptions = {
  portal: FakePortal;
  dataFolder: string;
  args?: string[];
  env?: Record<string, string>;
  isJoined?: boolean;
  /** Another program than the agent's own. */
  entry?: string;
};

export async function startAgentProcess(options: StartOptions): Promise<AgentProcess> {
  const { portal, dataFolder, args = [], env = {}, isJoined = false, entry } = options;
  mkdirSync(dataFolder, { recursive: true });
  const flags = ['run', '--portal', portal.origin, '--data-folder', dataFolder, ...args];
  if (!isJoined) {
    const file = join(dataFolder, 'join-token');
    writeFileSync(file, portal.joinToken());
    flags.push('--join-token-file', file);
  }
  return runProgram(flags, env, entry);
}

export async function runProgram(
  flags: string[],
  env: Record<string, string> = {},
  entry?: string,
): Promise<AgentProcess> {
  const child = spawn(process.execPath, [await bundleAgent(entry), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { child, pid: child.pid!, output: () => output, exited };
}
