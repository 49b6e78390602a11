import { execFile } from 'node:child_process';

/**
 * Runs one program and gives its standard output, or `null` when it is absent, says nothing or takes too long; `onWhy`
 * hears which. Output of a failing program counts: `sysctl` fails over one unknown name and still prints the others.
 */
export type Run = (
  command: string,
  args: readonly string[],
  timeoutMs: number,
  onWhy?: (why: string) => void,
) => Promise<string | null>;

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const MOST_SAID = 120;

/** The real runner: no shell, plain C locale (macOS tools translate their words), killed at the timeout. */
export const runCommand: Run = (command, args, timeoutMs, onWhy) =>
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
      (error, stdout, stderr) => {
        // A missing tool is a normal finding here: the fact stays unknown. A killed one left half a text.
        const isWhole = error === null || (typeof error.code === 'number' && stdout !== '');
        if (!isWhole) onWhy?.(explain(error, timeoutMs, stderr));
        resolve(isWhole ? stdout : null);
      },
    );
  });

type Failure = Error & { code?: number | string | null; killed?: boolean; signal?: string | null };

function explain({ code, killed, signal }: Failure, timeoutMs: number, stderr: string): string {
  if (code === 'ENOENT') return 'not installed';
  if (code === 'EACCES') return 'may not be started';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'said too much';
  if (killed === true) return `no answer within ${timeoutMs / 1000} s`;
  const [said = ''] = stderr.trim().split('\n');
  const words = said === '' ? '' : `: ${said.slice(0, MOST_SAID)}`;
  return signal ? `was ended by ${signal}` : `ended with ${code ?? 'an error'}${words}`;
}
