import * as z from 'zod';
import {
  ByteCount,
  DurationMs,
  LayerCount,
  Port,
  RankCount,
  RankNumber,
  TokenCount,
} from '@/shared/schemas/bounds.ts';
import { ProgramText } from '@/shared/schemas/text.ts';

/** A rank is not trusted: numbers have bounds and words a size, and one odd value does not cost the event. */
const unlessOdd = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
const Words = ProgramText(1500);

/** What `rank.py` says on its event pipe, one JSON object a line. */
export const RankEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('group'), rank: RankNumber, size: RankCount }),
  z.object({
    event: z.literal('loading'),
    loadedLayers: unlessOdd(LayerCount),
    totalLayers: unlessOdd(LayerCount),
    memoryBytes: unlessOdd(ByteCount),
  }),
  z.object({ event: z.literal('loaded'), memoryBytes: unlessOdd(ByteCount) }),
  /** What was kept of so many prompts of an earlier session is gone. */
  z.object({ event: z.literal('forgot'), prompts: z.number().int().min(0).catch(0) }),
  z.object({ event: z.literal('serving'), port: Port.min(1) }),
  z.object({
    event: z.literal('request-end'),
    requestId: z.string(),
    promptTokens: unlessOdd(TokenCount),
    cachedTokens: unlessOdd(TokenCount),
    completionTokens: unlessOdd(TokenCount),
    error: unlessOdd(Words.nullable()),
  }),
  /** Of `--pair`: what one `all_sum` took at its fastest, of so many bytes and of one number. */
  z.object({
    event: z.literal('pair'),
    bytes: ByteCount,
    milliseconds: DurationMs,
    latencyMilliseconds: DurationMs,
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
