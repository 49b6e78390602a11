import * as z from 'zod';

/** What `rank.py` says on its event pipe, one JSON object a line. */
export const RankEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('group'), rank: z.number(), size: z.number() }),
  z.object({
    event: z.literal('loading'),
    loadedLayers: z.number().optional(),
    totalLayers: z.number().optional(),
    memoryBytes: z.number().optional(),
  }),
  z.object({ event: z.literal('loaded'), memoryBytes: z.number() }),
  z.object({ event: z.literal('serving'), port: z.number() }),
  z.object({
    event: z.literal('request-end'),
    requestId: z.string(),
    promptTokens: z.number(),
    cachedTokens: z.number(),
    completionTokens: z.number(),
    finish: z.string().nullable(),
    error: z.string().nullable(),
  }),
  z.object({ event: z.literal('beat'), steps: z.number(), active: z.number(), memoryBytes: z.number() }),
  z.object({ event: z.literal('failed'), phase: z.enum(['connect', 'load', 'generate']), error: z.string() }),
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
