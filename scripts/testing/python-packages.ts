import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../lib/python.mjs';

const run = promisify(execFile);

/** A Python with these packages, made once and kept; null where this computer has no Python. */
export async function preparePython(
  packages: readonly string[],
  folder = path.resolve('.data/test-python', packages.join('+')),
): Promise<string | null> {
  const python = findPython();
  if (!python) return null;
  if (!existsSync(folder)) {
    // Made beside and then moved, so that one half made is never taken for whole.
    const making = `${folder}.${process.pid}`;
    rmSync(making, { recursive: true, force: true });
    try {
      await run(python, ['-m', 'venv', making]);
      await run(path.join(making, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...packages]);
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return path.join(folder, 'bin/python');
}
