import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findPython } from './python.mjs';
import { progress, runQuietly, tail } from './run.mjs';
import { hashOf, isStamped, writeStamp } from './stamps.mjs';

const stampOf = (folder) => path.join(folder, '.stamp');

// What tests ask and read with: every package is named with its version.
export const testPackages = () => ({
  name: 'test-python',
  requirements: 'scripts/testing/requirements.txt',
  words: 'Bringing the Python libraries of the tests',
  options: ['--no-deps'],
});

export const pythonOf = ({ name }) => path.resolve('.data', name, 'bin/python');

// A Python with the packages of a requirements file, made anew when that changes. Returns null when it is ready, else
// why it isn't.
export async function bringPackages({ name, requirements, words, options = [] }) {
  const python = findPython();
  if (!python) return 'no Python 3.11 or newer was found';
  const folder = path.resolve('.data', name);
  const hash = hashOf([requirements], python);
  if (isStamped(stampOf(folder), hash) && existsSync(pythonOf({ name }))) return null;
  const done = progress(words);
  // Made beside and then moved, so that one half made is never taken for whole, and of two the quicker one stays.
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--no-input', ...options, '-r', requirements];
  try {
    for (const [command, args] of [
      [python, ['-m', 'venv', making]],
      [path.join(making, 'bin/python'), pip],
    ]) {
      const { code, log } = await runQuietly(name, command, args);
      if (code !== 0) return `bringing them failed, its log is ${log}\n${tail(log, 5)}`;
    }
    writeStamp(stampOf(making), hash);
    if (isStamped(stampOf(folder), hash)) return null;
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
    return null;
  } finally {
    rmSync(making, { recursive: true, force: true });
    done();
  }
}
