import { execFile } from 'node:child_process';

/**
 * Runs one program and gives its standard output, or `null` when it is absent, says nothing or takes too long.
 * Output of a failing program counts: `sysctl` fails over one unknown name and still prints the others.
 */
export type Run = (command: string, args: readonly string[], timeoutMs: number) => Promise<string | null>;

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** The real runner: no shell, plain C locale (macOS tools translate their words), killed at the timeout. */
export const runCommand: Run = (command, args, timeoutMs) =>
  new Promise((resolve) => {
    execFile(
      command,
      [...args],
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        encoding: 'utf8',
        env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
      },
      (error, stdout) => {
        // A missing tool is a normal finding here: the fact stays unknown. A killed one left half a text.
        const isWhole = error === null || (typeof error.code === 'number' && stdout !== '');
        resolve(isWhole ? stdout : null);
      },
    );
  });
