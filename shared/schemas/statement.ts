import * as z from 'zod';
import { SHOWN_KINDS } from '../domain/shown-kind.ts';
import { Money } from './booking-cost.ts';
import { CarbonFactor, CostFigures } from './cost-report.ts';
import { Tariff } from './report.ts';
import { Text } from './text.ts';
import { Id, Instant } from './units.ts';

export const MonthKey = z
  .string()
  .regex(/^(19[7-9]\d|2\d{3})-(0[1-9]|1[0-2])$/, 'Write the month as 2026-10.');
const Shown = z.enum(SHOWN_KINDS);
/** Null: what belongs to no team. */
const TeamId = Id.nullable();

export const MOST_ENTRIES = 1000;
const MOST_LINES = 2000;

export const StatementEntry = z.object({
  id: Id,
  month: z.string(),
  correctsMonth: z.string().nullable(),
  currency: z.string().length(3),
  amount: z.number(),
  reason: z.string(),
  bookingId: Id.nullable(),
  createdByName: z.string(),
  createdAt: Instant,
});
export type StatementEntry = z.output<typeof StatementEntry>;

export const StatementLine = CostFigures.extend({
  projectId: Id.nullable(),
  projectName: z.string().nullable(),
  /** Which Macs, in words. */
  machines: z.string(),
  /** Of an hour of one of them, each price that was charged; empty: none is known. */
  rates: z.array(Money),
});

export const Statement = z.object({
  month: z.string(),
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  labName: z.string(),
  shown: Shown,
  teamId: TeamId,
  teamName: z.string().nullable(),
  /** Null: its figures still grow or may change. */
  frozenAt: Instant.nullable(),
  frozenByName: z.string().nullable(),
  isOver: z.boolean(),
  lines: z.array(StatementLine).max(MOST_LINES),
  total: CostFigures,
  before: CostFigures,
  machines: z.array(CostFigures.extend({ machineId: Id, machineName: z.string() })).max(MOST_LINES),
  rates: z
    .array(
      z.object({
        machines: z.string(),
        source: z.enum(['tariff', 'own', 'rental']),
        currency: z.string().length(3),
        hourly: z.number().nullable(),
        version: z.number().nullable(),
      }),
    )
    .max(MOST_LINES),
  tariffs: z.array(z.object({ from: Instant, to: Instant, tariff: Tariff })).min(1),
  /** Null: none was chosen. */
  carbon: CarbonFactor.nullable(),
  /** That stand on it. */
  entries: z.array(StatementEntry).max(MOST_ENTRIES),
  /** Of it, on statements of later months. */
  corrections: z.array(StatementEntry).max(MOST_ENTRIES),
  /** Charged and entries together, a currency each. */
  toPay: z.array(Money),
});
export type Statement = z.output<typeof Statement>;

export const StatementInput = z.object({ month: MonthKey, teamId: TeamId, shown: Shown });
export type StatementInput = z.output<typeof StatementInput>;

export const StatementMonthInput = z.object({ month: MonthKey });
export const StatementMonth = z.object({
  month: z.string(),
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  isOver: z.boolean(),
  frozenAt: Instant.nullable(),
  frozenByName: z.string().nullable(),
  /** Sessions that must settle before it can be frozen. */
  unsettled: z.number().int(),
  freezeAfterDays: z.number().int().nullable(),
  teams: z
    .array(
      z.object({
        shown: Shown,
        teamId: TeamId,
        teamName: z.string().nullable(),
        figures: CostFigures,
        adjustments: z.array(Money),
        toPay: z.array(Money),
      }),
    )
    .max(MOST_LINES),
});
export type StatementMonth = z.output<typeof StatementMonth>;

export const AddEntryInput = z.object({
  /** Made by who sends it, so that one sent twice is one. */
  id: Id,
  month: MonthKey,
  teamId: TeamId,
  amount: z
    .number()
    .min(-100_000_000)
    .max(100_000_000)
    .multipleOf(0.01, 'Write an amount with two digits after the point at most.')
    .refine((it) => it !== 0, 'Write an amount other than 0.'),
  reason: Text.trim().min(1, 'Say why.').max(500),
});
export type AddEntryInput = z.output<typeof AddEntryInput>;
export const FreezeMonthInput = z.object({ month: MonthKey });
export const SetFreezeRuleInput = z.object({ days: z.number().int().min(1).max(90).nullable() });
