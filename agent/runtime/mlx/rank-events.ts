import * as z from 'zod';
import { clipText } from '@/shared/domain/clip-text.ts';
import { MOST_TOKENS } from '../../bounded.ts';

/** A rank is not trusted: numbers have bounds and words a size, and one odd value does not cost the event. */
const whole = (least: number, most: number) => z.number().int().min(least).max(most);
const Tokens = whole(0, MOST_TOKENS);
const Layers = whole(0, 100_000);
const Bytes = whole(0, 2 ** 50);
const unlessOdd = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
const Words = z.string().transform((text) => clipText(text, 1500));

/** What `rank.py` says on its event pipe, one JSON object a line. */
export const RankEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('group'), rank: whole(0, 1023), size: whole(1, 1024) }),
  z.object({
    event: z.literal('loading'),
    loadedLayers: unlessOdd(Layers),
    totalLayers: unlessOdd(Layers),
    memoryBytes: unlessOdd(Bytes),
  }),
  z.object({ event: z.literal('loaded'), memoryBytes: unlessOdd(Bytes) }),
  z.object({ event: z.literal('serving'), port: whole(1, 65_535) }),
  z.object({
    event: z.literal('request-end'),
    requestId: z.string(),
    promptTokens: unlessOdd(Tokens),
    cachedTokens: unlessOdd(Tokens),
    completionTokens: unlessOdd(Tokens),
    error: unlessOdd(Words.nullable()),
  }),
  z.object({ event: z.literal('beat'), steps: z.number().catch(0) }),
  z.object({
    event: z.literal('failed'),
    phase: z.enum(['connect', 'load', 'generate']),
    error: Words.catch('It did not say why.'),
  }),
]);
export type RankEvent = z.output<typeof RankEvent>;
export type RequestEnd = Extract<RankEvent, { event: 'request-end' }>;

/** The event in a line; null when the line is something else, which then belongs in the log. */
export function parseRankEvent(line: string): RankEvent | null {
  if (!line.startsWith('{"event"')) return null;
  try {
    return RankEvent.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
