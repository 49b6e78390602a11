import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What a program does to its files: a line begun in a new file or in one that is there, a whole file by way of a draft. */
export type FileAct = 'begin' | 'append' | 'acknowledge' | 'draft' | 'rename' | 'remove';
export type DeathPoint = { act: FileAct; nth: number; when: 'before' | 'half' | 'after' };

/**
 * From here on this process kills itself (SIGKILL, as the kernel does when memory is short) at the n-th such act
 * under `folder`: before it, with half of the bytes written, or right after it.
 */
export function dieAt(folder: string, point: DeathPoint | null): void {
  let count = 0;
  const isDue = (act: FileAct, file: unknown): boolean =>
    act === point?.act && String(file).startsWith(folder) && ++count === point.nth;
  const die = (): void => {
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way; nothing more is done meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  const around = <T>(isMine: boolean, whole: () => T, half: () => void = () => undefined): T => {
    if (!isMine) return whole();
    if (point!.when === 'half') half();
    if (point!.when === 'after') whole();
    die();
    throw new Error('This process is dead.');
  };
  const { appendFileSync, openSync, writeSync, renameSync, rmSync } = fs;
  const halfOf = (text: string): string => text.slice(0, text.length / 2);
  let draft: number | null = null;
  Object.assign(fs, {
    appendFileSync: (file: string, text: string, options: object) => {
      const act = text.startsWith('\n') ? 'acknowledge' : fs.existsSync(file) ? 'append' : 'begin';
      around(
        isDue(act, file),
        () => appendFileSync(file, text, options),
        () => appendFileSync(file, halfOf(text), options),
      );
    },
    openSync: (file: string, ...rest: [string, number]) => {
      const fd = openSync(file, ...rest);
      if (rest[0] === 'w' && isDue('draft', file)) draft = fd;
      return fd;
    },
    writeSync: (fd: number, text: string) =>
      around(
        fd === draft,
        () => writeSync(fd, text),
        () => writeSync(fd, halfOf(text)),
      ),
    renameSync: (from: string, to: string) => around(isDue('rename', from), () => renameSync(from, to)),
    rmSync: (file: string, options: object) => around(isDue('remove', file), () => rmSync(file, options)),
  });
  syncBuiltinESMExports();
}
