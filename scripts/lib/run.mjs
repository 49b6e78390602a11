import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './node.mjs';

export const dataFolder = path.resolve(root, process.env.ESPALIER_DATA || '.data');
export const logsFolder = path.join(dataFolder, 'logs');
export const bin = (name) => path.join(root, 'node_modules/.bin', name);

const LOG_LIMIT_BYTES = 20_000_000;

export class StepError extends Error {}

// Nothing that we started outlives us, however we end.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));

export function openLog(name, flags = 'w') {
  mkdirSync(logsFolder, { recursive: true });
  const file = path.join(logsFolder, `${name}.log`);
  const isFull = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES;
  return { file, fd: openSync(file, isFull ? 'w' : flags, 0o600) };
}

export function tail(file, lines = 30) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

// Output goes to a log; resolves with the exit code.
export function runQuietly(name, command, args, options = {}) {
  const log = openLog(name);
  const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', log.fd, log.fd] });
  closeSync(log.fd);
  running.add(child);
  return new Promise((resolve) => {
    const end = (code, error) => {
      running.delete(child);
      resolve({ code, log: log.file, error });
    };
    child.on('error', (error) => end(1, error));
    child.on('exit', (code) => end(code ?? 1));
  });
}

// One line when it starts, one when it ends; on failure the end of its log.
export async function step(title, name, command, args, options = {}) {
  const done = progress(title);
  const { code, log, error } = await runQuietly(name, command, args, options);
  if (code !== 0) {
    throw new StepError(
      `${title} failed (exit code ${code}).${error ? ` ${error.message}` : ''}\n${tail(log)}\nThe whole log: ${log}`,
    );
  }
  done();
}

export function progress(title) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  console.log(`  ${title} …`);
  const reminder = setInterval(() => console.log(`  ${title}: still working, ${seconds()}`), 20_000);
  reminder.unref();
  return () => {
    clearInterval(reminder);
    console.log(`  ${title}: done, ${seconds()}`);
  };
}

// Entry scripts end here: an expected failure is a line, anything else a stack.
export async function main(job) {
  try {
    process.exit((await job()) ?? 0);
  } catch (error) {
    console.error(error instanceof StepError ? `\n${error.message}` : error);
    process.exit(1);
  }
}
