import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An engine folder whose Python is the fake rank, with the faults it is to show. */
export function makeFakeEngine(folder: string, faults: string[] = []): string {
  const bin = join(folder, 'venv', 'bin');
  mkdirSync(bin, { recursive: true });
  const program = fileURLToPath(new URL('./fake-rank.mjs', import.meta.url));
  const python = join(bin, 'python');
  writeFileSync(
    python,
    `#!/bin/sh\nFAKE_RANK='${faults.join(',')}' exec '${process.execPath}' '${program}' "$@"\n`,
  );
  chmodSync(python, 0o755);
  const hash = createHash('sha256').update(readFileSync('agent/rank/requirements.txt')).digest('hex');
  const stamp = { hash, python: '3.11.0', mlx: '0.32.4', mlxLm: '0.32.2', backends: ['ring'] };
  writeFileSync(join(folder, 'ready.json'), JSON.stringify(stamp));
  return folder;
}
