import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listRunning } from './build-lock.mjs';
import { root } from './node.mjs';
import { progress, step, StepError } from './run.mjs';
import { hashOf, isStamped, writeStamp } from './stamps.mjs';

const WEB_SOURCES = ['app', 'components', 'server', 'shared', 'public', 'prisma/schema'];
const WEB_CONFIGS = ['package-lock.json', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json'];
const STAMP = '.next/espalier-sources';

/** `isPatient`: whatever else runs goes first. */
export async function buildWeb({ isPatient = false } = {}) {
  const hash = hashOf([...WEB_SOURCES, ...WEB_CONFIGS], process.version);
  if (isStamped(STAMP, hash) && existsSync('.next/BUILD_ID')) return;
  const [pid] = listRunning();
  if (pid !== undefined) {
    throw new StepError(
      `The sources have changed, and a portal (process ${pid}) runs from this folder: a new build would pull its files away. Stop it, then start both.`,
    );
  }
  const next = path.join(root, 'node_modules/next/dist/bin/next');
  const command = [process.execPath, next, 'build'];
  if (isPatient && process.platform !== 'win32') command.unshift('nice', '-n', '19');
  await step('Building the web application', 'next-build', command[0], command.slice(1), {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  writeStamp(STAMP, hash);
}

// A tenth of a second, so always.
export async function buildServer() {
  await bundle('server/main.ts', 'dist/server.mjs', { packages: 'external' });
  await bundle('server/modules/chat-files/pdf-worker.ts', 'dist/pdf-worker.mjs', { packages: 'external' });
}

// Quiet: its commands are asked for what they say themselves.
export async function buildOperate() {
  await bundle('server/operate/main.ts', 'dist/operate.mjs', { packages: 'external' }, () => () => undefined);
}

// One file that runs on a machine which has nothing but Node.
export async function buildAgent() {
  await bundle('agent/main.ts', 'dist/agent.mjs', {
    loader: { '.py': 'text', '.json': 'json', '.txt': 'text' },
    banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
  });
}

export async function buildAll(options) {
  await buildAgent();
  await buildServer();
  await buildWeb(options);
}

async function bundle(entry, outfile, options, tell = progress) {
  if (!existsSync(entry)) throw new StepError(`${entry} is missing.`);
  const { build } = await import('esbuild');
  const done = tell(`Bundling ${entry}`);
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      sourcemap: 'linked',
      logLevel: 'silent',
      write: false,
      ...options,
    });
    for (const { path: file, contents } of outputFiles) replace(file, contents);
  } catch (error) {
    throw new StepError(`Bundling ${entry} failed.\n${error.message}`);
  }
  done();
}

// In one step, and only when it differs: a running portal serves the agent's bundle from here.
function replace(file, contents) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, contents);
  renameSync(`${file}.new`, file);
}
