import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findPython } from './python.mjs';
import { progress, runQuietly, tail } from './run.mjs';
import { hashOf, isStamped, writeStamp } from './stamps.mjs';

const REQUIREMENTS = 'scripts/testing/requirements.txt';
const folder = path.resolve('.data/test-python');
const stampOf = (at) => path.join(at, '.stamp');
export const findTestPython = () => path.join(folder, 'bin/python');

// A Python with the libraries that tests ask and read with, made anew when its list changes. Returns null when it is
// ready, else why it isn't.
export async function prepareTestPython() {
  const python = findPython();
  if (!python) return 'no Python 3.11 or newer was found';
  const hash = hashOf([REQUIREMENTS], python);
  if (isStamped(stampOf(folder), hash) && existsSync(findTestPython())) return null;
  const done = progress('Bringing the Python libraries of the tests');
  // Made beside and then moved, so that one half made is never taken for whole, and of two the quicker one stays.
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  try {
    for (const [command, ...args] of [
      [python, '-m', 'venv', making],
      [
        path.join(making, 'bin/python'),
        '-m',
        'pip',
        'install',
        '--no-input',
        '--no-deps',
        '-r',
        REQUIREMENTS,
      ],
    ]) {
      const { code, log } = await runQuietly('test-python', command, args);
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
