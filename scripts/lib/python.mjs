import { spawnSync } from 'node:child_process';

const NAMES = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3'];

// The pinned mlx-lm needs 3.11 or newer.
export function findPython() {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync(
      name,
      ['-c', 'import sys; print(sys.executable, sys.version_info >= (3, 11))'],
      {
        encoding: 'utf8',
      },
    );
    const [file, isFit] = status === 0 ? stdout.trim().split(/ (?=\S+$)/) : [];
    if (isFit === 'True') return file;
  }
  return null;
}
