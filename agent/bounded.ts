import type * as z from 'zod';
import { cleanText, clipText } from '@/shared/domain/clip-text.ts';
import { MOST_TOKENS } from '@/shared/schemas/bounds.ts';

/*
 * Everything that leaves this machine has a size that the portal takes (a message of 1 MB cuts the connection, and
 * again whenever it is repeated), and text and numbers that it can keep.
 */
export const MOST_MESSAGE_BYTES = 900_000;
/** Of what is gathered into one message. */
const MOST_BATCH_BYTES = 256 * 1024;

export const bytesAsJson = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/** The first items that make one message; always one, whose own size is bounded where it is made. */
export function takeFitting<T>(items: readonly T[], most: number): T[] {
  let bytes = 0;
  let count = 0;
  for (const item of items) {
    bytes += bytesAsJson(item);
    if (count === most || (count > 0 && bytes > MOST_BATCH_BYTES)) break;
    count += 1;
  }
  return items.slice(0, count);
}

/** A count of tokens that the portal can keep; what is none is 0. */
export const clipTokens = (count: number): number =>
  count >= 1 ? Math.min(Math.floor(count), MOST_TOKENS) : 0;

/** A time that came from outside, for a timer: one that is too long (over 2³¹ ms) would fire at once. */
export const clampMs = (ms: number, from: number, to: number): number =>
  ms >= from ? Math.min(ms, to) : from;

/** Anything that is sent as JSON, with every text and list in it at most this long. */
export function clipAll<T>(value: T, most: { characters: number; entries: number }): T {
  const clip = (it: unknown): unknown => {
    if (typeof it === 'string') return clipText(it, most.characters);
    if (Array.isArray(it)) return it.slice(0, most.entries).map(clip);
    if (typeof it !== 'object' || it === null || it instanceof Date) return it;
    return Object.fromEntries(Object.entries(it).map(([key, inner]) => [cleanText(key), clip(inner)]));
  };
  return clip(value) as T;
}

/** What the schema refuses becomes unknown, for the rest is worth telling; null where it must be known. */
export function withoutWrong<S extends z.ZodObject>(schema: S, value: z.input<S>): z.output<S> | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((it) => [String(it.path[0]), null]);
  return schema.safeParse({ ...value, ...Object.fromEntries(wrong) }).data ?? null;
}
