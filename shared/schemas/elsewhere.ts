import * as z from 'zod';
import { HostedPrice } from './hosted-price.ts';
import { ReportInput } from './report.ts';
import { Count, Id } from './units.ts';

export const ElsewhereInput = ReportInput.safeExtend({ simulated: z.boolean().default(false) });
export type ElsewhereInput = z.output<typeof ElsewhereInput>;

const Range = z.object({ least: z.number(), most: z.number() });

/** One model's answers here, and their output tokens at what others published of that very model. */
const ModelElsewhere = z.object({
  modelId: z.string(),
  modelTitle: z.string(),
  answers: Count,
  completionTokens: Count,
  /** Of the answers that were measured, and their tokens. */
  joules: z.number().nullable(),
  tokensMeasured: Count,
  joulesPerToken: z.number().nullable(),
  /** Answers on the way at once, over the time in which any was. */
  answersAtOnce: z.number().nullable(),
  ranges: z.array(
    z.object({
      group: z.enum(['mac', 'pc', 'datacentre']),
      scope: z.string(),
      systems: z.array(z.string()),
      answersAtOnce: Range,
      joulesPerToken: Range,
      joules: Range,
      isUpperBound: z.boolean(),
      sources: z.array(z.string()),
    }),
  ),
});
export type ModelElsewhere = z.output<typeof ModelElsewhere>;

/** The booked hours of machines with one chip on rented hosts with that chip. */
const HostElsewhere = z.object({
  instanceType: z.string(),
  chip: z.string(),
  memoryGb: z.number(),
  hourlyPrice: z.number(),
  currency: z.string(),
  asOf: z.string().nullable(),
  source: z.string(),
  machines: z.array(z.object({ id: Id, name: z.string() })),
  /** Some of them have more memory than such a host. */
  isSmaller: z.boolean(),
  bookedMs: Count,
  paidMs: Count,
  cost: z.number(),
});
export type HostElsewhere = z.output<typeof HostElsewhere>;

export const Elsewhere = z.object({
  models: z.array(ModelElsewhere),
  /** Models beyond those told. */
  leftOut: Count,
  hosts: z.array(HostElsewhere),
  /** Booked machines with a chip that nobody rents out by the hour here. */
  withoutHost: z.array(z.object({ id: Id, name: z.string() })),
  minimumHours: Count,
  /** The same tokens at hosted APIs' prices that held at the end of the time. */
  hosted: z.array(
    HostedPrice.extend({
      /** Null: no token of its model in this time. */
      cost: z
        .object({
          promptTokens: Count,
          completionTokens: Count,
          inputCost: z.number(),
          outputCost: z.number(),
        })
        .nullable(),
    }),
  ),
  /** Of all models in the time. */
  promptTokens: Count,
  completionTokens: Count,
  referencesCompiled: z.string(),
});
export type Elsewhere = z.output<typeof Elsewhere>;
export const MOST_COMPARED = 50;
