import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { FakePortal } from './fake-portal.ts';

let bundle: Promise<string> | null = null;

/** The real program, bundled as it is shipped. */
export function bundleAgent(): Promise<string> {
  return (bundle ??= (async () => {
    const outfile = join(tmpdir(), `espalier-agent-${process.pid}.mjs`);
    await build({
      entryPoints: ['agent/main.ts'],
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
  })());
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
};

export async function startAgentProcess(options: StartOptions): Promise<AgentProcess> {
  const { portal, dataFolder, args = [], env = {}, isJoined = false } = options;
  mkdirSync(dataFolder, { recursive: true });
  const flags = ['run', '--portal', portal.origin, '--data-folder', dataFolder, ...args];
  if (!isJoined) {
    const file = join(dataFolder, 'join-token');
    writeFileSync(file, portal.joinToken());
    flags.push('--join-token-file', file);
  }
  return runProgram(flags, env);
}

export async function runProgram(flags: string[], env: Record<string, string> = {}): Promise<AgentProcess> {
  const child = spawn(process.execPath, [await bundleAgent(), ...flags], {
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
