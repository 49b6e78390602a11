import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { writeFileAtomically } from '../atomic-file.ts';
import { log } from '../log.ts';
import type { SpooledChunk } from './gather-chunks.ts';
import { mergeChunks } from './merge-chunks.ts';
import {
  addChunk,
  bytesOf,
  fileOf,
  keyOf,
  lineOf,
  noteAcknowledged,
  readChunks,
  readSegments,
  type Segment,
} from './segment.ts';

/*
 * Chunks on disk until the portal has them. Segments of about an hour are appended to: a chunk a line, and a line for
 * what was acknowledged; a segment without anything left is deleted. Lines are not synced: they survive the program,
 * and a power loss costs seconds. Over its cap the oldest segments keep only the counters.
 */
export type SpoolOptions = { folder: string; nowMs(): number; capMs?: number; capBytes?: number };
export type Spool = ReturnType<typeof openSpool>;

const CAP_MS = 7 * 24 * 3_600_000;
const CAP_BYTES = 256 * 1024 * 1024;
const SEGMENT_LINES = 400;
/** What the portal may still be storing is not merged with what it has not seen. */
const SETTLED_MS = 60_000;

export function openSpool({ folder, nowMs, capMs = CAP_MS, capBytes = CAP_BYTES }: SpoolOptions) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const segments = readSegments(folder, nowMs());
  let active: Segment | null = null;
  let nextNumber = (segments.at(-1)?.number ?? 0) + 1;

  const openSegment = (): Segment => {
    const number = nextNumber++;
    const file = fileOf(folder, number, false);
    const segment = { file, number, isMerged: false, entries: new Map(), lines: 0, askedAtMs: nowMs() };
    segments.push(segment);
    return segment;
  };
  const discard = (segment: Segment): void => {
    rmSync(segment.file, { force: true });
    segments.splice(segments.indexOf(segment), 1);
    if (segment === active) active = null;
  };
  const mergeSegment = (segment: Segment): void => {
    const chunks = mergeChunks(readChunks(segment));
    const file = fileOf(folder, segment.number, true);
    const merged: Segment = { ...segment, file, isMerged: true, entries: new Map(), lines: 0 };
    for (const it of chunks) addChunk(merged, it, lineOf(it));
    writeFileAtomically(file, chunks.map(lineOf).join(''));
    rmSync(segment.file);
    segments[segments.indexOf(segment)] = merged;
    const dropped = chunks.reduce((sum, it) => sum + it.chunk.droppedReadings, 0);
    log(`${dropped} readings waited too long for the portal and were dropped; their energy is kept.`);
  };
  const trim = (now: Date): void => {
    let bytes = segments.reduce((sum, it) => sum + bytesOf(it), 0);
    for (const segment of segments) {
      if (segment === active || segment.isMerged || nowMs() - segment.askedAtMs < SETTLED_MS) continue;
      const newestMs = Math.max(...[...segment.entries.values()].map((it) => it.toMs));
      if (now.getTime() - newestMs <= capMs && bytes <= capBytes) continue;
      bytes -= bytesOf(segment);
      mergeSegment(segment);
    }
  };

  return {
    /** Throws when the disk does not take it. */
    append(it: SpooledChunk): void {
      if (!active || active.lines >= SEGMENT_LINES) active = openSegment();
      const line = lineOf(it);
      appendFileSync(active.file, line, { mode: 0o600 });
      addChunk(active, it, line);
      trim(it.chunk.toAt);
    },
    /** The oldest chunks that wait, of one boot, at most `limit`, without those that are `isAway`. */
    oldest(limit: number, isAway: (it: SpooledChunk) => boolean): SpooledChunk[] {
      for (const segment of segments) {
        // Not read for nothing: the newest stays here after all of it has arrived.
        if (segment.entries.size === 0) continue;
        const free = readChunks(segment).filter((it) => !isAway(it));
        const [first] = free;
        if (!first) continue;
        segment.askedAtMs = nowMs();
        return free.filter((it) => it.bootId === first.bootId).slice(0, limit);
      }
      return [];
    },
    acknowledge(bootId: string, seqs: readonly number[]): void {
      for (const segment of segments.filter((it) => seqs.some((seq) => it.entries.has(keyOf(bootId, seq))))) {
        const known = seqs.filter((seq) => segment.entries.delete(keyOf(bootId, seq)));
        const isDone = segment.entries.size === 0 && (segment !== active || segment.lines >= SEGMENT_LINES);
        if (isDone) discard(segment);
        else noteAcknowledged(segment, bootId, known);
      }
    },
    count: (): number => segments.reduce((sum, it) => sum + it.entries.size, 0),
  };
}
