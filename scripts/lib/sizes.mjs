import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Past this a file has two jobs. The lint counts TypeScript too, but sees neither styles nor Python. */
export const MOST_LINES = 400;
const SOURCE = /\.(tsx?|mjs|cjs|css|py)$/;
// A table of cases may be long.
const TEST = /\.test\.(tsx?|mjs)$|\.spec\.ts$/;

export const isCounted = (file) => SOURCE.test(file) && !TEST.test(file);
export const countLines = (text) => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').length;

/** `file: n lines` for each source file of the checkout that is too long. */
export function findLongFiles(root = process.cwd()) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((file) => isCounted(file) && existsSync(`${root}/${file}`))
    .map((file) => ({ file, lines: countLines(readFileSync(`${root}/${file}`, 'utf8')) }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(
      ({ file, lines }) => `${file}: ${lines} lines, ${MOST_LINES} at the most. Split it by what it does.`,
    );
}
