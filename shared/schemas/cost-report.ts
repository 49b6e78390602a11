import * as z from 'zod';
import { Tariff } from './report.ts';
import { Id, Instant } from './units.ts';

const Currency = z.string().length(3);
export const CostFigures = z.object({
  reservedMs: z.number(),
  usedMs: z.number(),
  chargedMs: z.number(),
  unpricedMs: z.number(),
  money: z.array(
    z.object({
      currency: Currency,
      charged: z.number(),
      used: z.number(),
      tokens: z.number(),
      electricity: z.number().nullable(),
    }),
  ),
  joules: z.number().nullable(),
  facilityJoules: z.number(),
  coveredMs: z.number(),
  windowMs: z.number(),
  promptTokens: z.number(),
  completionTokens: z.number(),
});
export const CostRow = CostFigures.extend({ id: Id.nullable(), name: z.string().nullable() });

/** What a kWh of the lab's grid stands for, as an admin chose it. */
export const CarbonFactor = z.object({
  version: z.number().int(),
  validFrom: Instant,
  gramsPerKwh: z.number(),
  country: z.string(),
  year: z.number().int(),
  source: z.string(),
});
export type CarbonFactor = z.output<typeof CarbonFactor>;

export const MOST_COST_ROWS = 2000;
const Rows = z.array(CostRow).max(MOST_COST_ROWS);
/** Of one kind of machines: Σ of each list is the total. */
export const CostOfKind = z.object({
  total: CostFigures,
  teams: Rows,
  projects: Rows,
  machines: Rows,
});

export const FrozenMonthNote = z.object({
  /** `2026-10`. */
  month: z.string(),
  from: Instant,
  to: Instant,
  frozenAt: Instant,
});
export type FrozenMonthNote = z.output<typeof FrozenMonthNote>;

export const CostReport = z.object({
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  tariffs: z.array(z.object({ from: Instant, to: Instant, tariff: Tariff })).min(1),
  real: CostOfKind,
  /** Always apart. */
  simulated: CostOfKind,
  /** Whose figures stand as they were kept; all other time is worked out anew. */
  frozen: z.array(FrozenMonthNote),
  /** Null: none was chosen yet. */
  carbon: CarbonFactor.nullable(),
});
export type CostReport = z.output<typeof CostReport>;
