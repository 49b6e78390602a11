import { appendFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { SpooledChunk } from './gather-chunks.ts';

/** Where a chunk that waits is to be found; the chunk itself stays on disk. */
export type Entry = { bootId: string; seq: number; toMs: number; bytes: number };
export type Segment = {
  file: string;
  number: number;
  /** Its readings are dropped. */
  isMerged: boolean;
  /** What waits, by `keyOf`, in the order it was written. */
  entries: Map<string, Entry>;
  lines: number;
  /** When something of it was last on its way, on the continuous clock. */
  askedAtMs: number;
};
type Line = { bootId: string; chunk?: { seq: number; toAt: string }; acknowledged?: number[] };

const NAME = /^(\d{8})(m?)\.jsonl$/;

export const keyOf = (bootId: string, seq: number): string => `${bootId} ${seq}`;
export const fileOf = (folder: string, number: number, isMerged: boolean): string =>
  join(folder, `${String(number).padStart(8, '0')}${isMerged ? 'm' : ''}.jsonl`);
export const bytesOf = ({ entries }: Segment): number =>
  [...entries.values()].reduce((sum, it) => sum + it.bytes, 0);

export function addChunk(segment: Segment, { bootId, chunk }: SpooledChunk, line: string): void {
  const entry = { bootId, seq: chunk.seq, toMs: chunk.toAt.getTime(), bytes: line.length };
  segment.entries.set(keyOf(bootId, chunk.seq), entry);
  segment.lines += 1;
}

export const lineOf = (it: SpooledChunk): string => `${JSON.stringify(it)}\n`;

/** The line break in front ends a line that a power loss tore. */
export function noteAcknowledged(segment: Segment, bootId: string, acknowledged: readonly number[]): void {
  appendFileSync(segment.file, `\n${JSON.stringify({ bootId, acknowledged })}\n`, { mode: 0o600 });
}

/** What an agent before this one left, oldest first. */
export function readSegments(folder: string, nowMs: number): Segment[] {
  const names = readdirSync(folder).toSorted();
  // Ended in the middle of writing a merged one: what it was made of is still there.
  for (const name of names) if (name.endsWith('.draft')) rmSync(join(folder, name));
  const merged = new Set(names.flatMap((it) => (NAME.exec(it)?.[2] ? [NAME.exec(it)![1]] : [])));
  return names.flatMap((name) => {
    const [, number, mark] = NAME.exec(name) ?? [];
    if (number === undefined) return [];
    const file = join(folder, name);
    const segment = {
      file,
      number: Number(number),
      isMerged: mark === 'm',
      entries: new Map(),
      lines: 0,
      askedAtMs: nowMs,
    };
    // Ended between writing the merged one and deleting this.
    const isLeftover = !segment.isMerged && merged.has(number);
    if (!isLeftover) index(segment);
    if (segment.entries.size > 0) return [segment];
    rmSync(file);
    return [];
  });
}

function index(segment: Segment): void {
  for (const text of readFileSync(segment.file, 'utf8').split('\n')) {
    const line = parse(text);
    if (line === null) continue;
    segment.lines += 1;
    const { bootId, chunk, acknowledged = [] } = line;
    for (const seq of acknowledged) segment.entries.delete(keyOf(bootId, seq));
    if (chunk) {
      const toMs = Date.parse(chunk.toAt);
      segment.entries.set(keyOf(bootId, chunk.seq), { bootId, seq: chunk.seq, toMs, bytes: text.length + 1 });
    }
  }
}

/** The chunks of a segment that wait, from disk. */
export function readChunks(segment: Segment): SpooledChunk[] {
  const waiting = readFileSync(segment.file, 'utf8')
    .split('\n')
    .flatMap((text) => {
      const line = parse(text);
      if (!line?.chunk || !segment.entries.has(keyOf(line.bootId, line.chunk.seq))) return [];
      const chunk = ReadingChunk.safeParse(line.chunk);
      return chunk.success ? [{ bootId: line.bootId, chunk: chunk.data }] : [];
    });
  const readable = new Set(waiting.map((it) => keyOf(it.bootId, it.chunk.seq)));
  for (const key of segment.entries.keys()) if (!readable.has(key)) segment.entries.delete(key);
  return waiting;
}

function parse(text: string): Line | null {
  if (text === '') return null;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}
