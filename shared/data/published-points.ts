import * as z from 'zod';
import points from './published-points.json' with { type: 'json' };

const PointMachine = z.object({
  /** In mac-models.json. */
  catalogId: z.string(),
  memoryGb: z.number(),
  /** Null: not told, and more than one is possible. */
  gpuCores: z.number().nullable(),
});

/** A rate somebody published. The rule for `use` stands in the file. */
export const PublishedPoint = z.object({
  id: z.string(),
  model: z.string(),
  quantisation: z.string(),
  machines: z.array(PointMachine).min(1),
  split: z.enum(['single', 'tensor', 'pipeline']),
  link: z.enum(['none', 'rdma-mesh', 'rdma-ring', 'tcp']),
  fastSync: z.boolean(),
  engine: z.string(),
  contextTokens: z.number(),
  contextTold: z.boolean(),
  requests: z.number(),
  /** Of all requests together. */
  decodePerSecond: z.number().nullable(),
  prefillPerSecond: z.number().nullable(),
  watts: z.number().nullable(),
  use: z.enum(['fit', 'held-out', 'not-counted']),
  why: z.string().min(1),
  source: z.string().min(1),
  note: z.string().optional(),
  /** The catalogue's model stands for another of its shape. */
  isStandIn: z.boolean().optional(),
  /** Whoever published it calls it too slow. */
  isFault: z.boolean().optional(),
});
export type PublishedPoint = z.output<typeof PublishedPoint>;

/** A set that somebody ran a model on, or could not. */
const FitPoint = z.object({
  model: z.string(),
  quantisation: z.string(),
  machines: z.array(PointMachine).min(1),
  split: z.enum(['single', 'tensor', 'pipeline']),
  fits: z.boolean(),
  source: z.string().min(1),
});
export type FitPoint = z.output<typeof FitPoint>;

const Published = z.object({
  rule: z.string(),
  unknownContext: z.string(),
  points: z.array(PublishedPoint),
  verdicts: z.array(FitPoint),
  notPredicted: z.array(z.object({ what: z.string(), why: z.string() })),
});
export type Published = z.output<typeof Published>;

const published = Published.parse(points);

export function listPublished(): Published {
  return published;
}
