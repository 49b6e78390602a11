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
      electricity: z.number().nullable(),
    }),
  ),
  joules: z.number().nullable(),
  coveredMs: z.number(),
  windowMs: z.number(),
  promptTokens: z.number(),
  completionTokens: z.number(),
});
export const CostRow = CostFigures.extend({ id: Id.nullable(), name: z.string().nullable() });

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
});
export type CostReport = z.output<typeof CostReport>;
