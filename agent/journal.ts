import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { writeFileAtomically } from './atomic-file.ts';
import {
  createOpenState,
  type Entry,
  type JournalState,
  linesOf,
  parseLine,
  toLine,
} from './journal-state.ts';
import { log, messageOf } from './log.ts';

export type { AnswerRecord, Entry, JournalState, RankRecord } from './journal-state.ts';

/*
 * What this agent has started, written down before it happens, so that whoever starts next can end what is left.
 * One JSON object a line; a torn last line (power loss) is skipped. Lines that decide over processes are synced to
 * disk; the course of an answer is not. It never grows past a size: what is still open is known here, and past that
 * size the file is made anew with only that.
 */
export type Journal = {
  /** What was open when this agent started. */
  before: JournalState;
  write(entry: Entry): void;
  close(): void;
};

const MAX_BYTES = 256 * 1024;
/** What only has to survive a crash of the program. */
const PASSING: ReadonlySet<Entry['type']> = new Set(['answer', 'answer-ended']);
const CHUNK_BYTES = 64 * 1024;
/** No line of ours is longer; what is, is not a line. */
const MAX_LINE_BYTES = 64 * 1024;

/** Opens the journal, gives what was open, and starts it anew with only that. */
export function openJournal(file: string, { maxBytes = MAX_BYTES } = {}): Journal {
  const state = createOpenState();
  readEntries(file, state.apply);
  let fd = -1;
  let bytes = 0;
  let limit = maxBytes;
  const rewrite = (): void => {
    const text = linesOf(state.snapshot());
    writeFileAtomically(file, text);
    if (fd !== -1) closeSync(fd);
    fd = openSync(file, 'a', 0o600);
    bytes = Buffer.byteLength(text);
    // Where much is open, the next time is when as much again was written.
    limit = Math.max(maxBytes, 2 * bytes);
  };
  rewrite();
  return {
    before: state.snapshot(),
    write(entry) {
      state.apply(entry);
      try {
        bytes += writeSync(fd, toLine(entry));
        if (!PASSING.has(entry.type)) fsyncSync(fd);
      } catch (error) {
        if (!PASSING.has(entry.type)) throw error;
        // An answer goes on where a full disk keeps its course from being noted.
        log(`The course of an answer could not be noted: ${messageOf(error)}`);
      }
      if (bytes <= limit) return;
      try {
        rewrite();
      } catch (error) {
        // The entry itself is written: the agent goes on with the longer journal and tries again later.
        limit = 2 * bytes;
        log(`The journal could not be made shorter: ${messageOf(error)}`);
      }
    },
    close: () => closeSync(fd),
  };
}

/** Reads a journal of any size, a chunk at a time. */
export function readEntries(
  file: string,
  onEntry: (entry: Entry) => void,
  { chunkBytes = CHUNK_BYTES, maxLineBytes = MAX_LINE_BYTES } = {},
): void {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let line: Buffer[] = [];
  let lineBytes = 0;
  const endLine = (): void => {
    const entry = lineBytes <= maxLineBytes ? parseLine(Buffer.concat(line).toString('utf8')) : null;
    if (entry !== null) onEntry(entry);
    line = [];
    lineBytes = 0;
  };
  const add = (part: Buffer): void => {
    lineBytes += part.length;
    if (lineBytes <= maxLineBytes) line.push(Buffer.from(part));
  };
  try {
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1 && at < read; at = chunk.indexOf(10, from)) {
        add(chunk.subarray(from, at));
        endLine();
        from = at + 1;
      }
      add(chunk.subarray(from, read));
    }
    endLine();
  } finally {
    closeSync(fd);
  }
}
