export type LogLineView = {
  rank: number;
  seq: number;
  at: string;
  stream: 'stdout' | 'stderr' | 'agent';
  text: string;
};

const KEPT_LINES = 5000;

/** Adds what was read to what is shown: each line once, by time, then by its place in its rank. */
export function mergeLines(
  known: readonly LogLineView[],
  read: readonly LogLineView[],
): readonly LogLineView[] {
  const have = new Set(known.map((it) => `${it.rank}:${it.seq}`));
  const fresh = read.filter((it) => !have.has(`${it.rank}:${it.seq}`));
  if (fresh.length === 0) return known;
  return [...known, ...fresh]
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.rank - b.rank || a.seq - b.seq)
    .slice(-KEPT_LINES);
}

/** The last seq known of a rank; 0 asks for the newest lines. */
export const lastSeqOf = (lines: readonly LogLineView[], rank: number): number =>
  lines.reduce((last, it) => (it.rank === rank ? Math.max(last, it.seq) : last), 0);

const ESC = String.fromCharCode(27);
const CONTROL = new RegExp(`${ESC}\\[[0-9;?]*[ -/]*[@-~]|[\\u0000-\\u0008\\u000b-\\u001f\\u007f]`, 'g');
/** Without colour codes and other control characters, which a log may not paint with. */
export const plainText = (text: string): string => text.replaceAll(CONTROL, '');

/** How Python's logging and its HTTP server begin a line: with the Mac's own time, in no zone. */
const OWN_TIME =
  /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?Z? (?:- )?|(?<=^\S+ - - )\[\d\d\/\w{3}\/\d{4} \d\d:\d\d:\d\d\] /;
/** A line beside whose time in the lab's zone no second one may stand, for which one would it be? */
export const withoutOwnTime = (text: string): string => text.replace(OWN_TIME, '');
