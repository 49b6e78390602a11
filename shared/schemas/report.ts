import * as z from 'zod';
import { LONGEST_REPORT_DAYS } from '../domain/usage.ts';
import { MOST_PROJECTS } from './project.ts';
import { Count, Id, Instant } from './units.ts';

const DAY_MS = 24 * 3_600_000;

/** The span a report is of, and what one has to keep to. */
export const REPORT_SPAN = { from: Instant, to: Instant };
export const withinReport = <Shape extends z.ZodType<{ from: Date; to: Date }>>(shape: Shape) =>
  shape
    .refine(({ from, to }) => from < to, 'The report’s end is not after its start.')
    .refine(
      ({ from, to }) => to.getTime() - from.getTime() <= LONGEST_REPORT_DAYS * DAY_MS,
      `Longest report is ${LONGEST_REPORT_DAYS} days. Choose a later start.`,
    );
/** A report by hours would be thousands of them over a longer time. */
const LONGEST_BY_HOURS_MS = 2 * DAY_MS + 3_600_000;
export const ReportInput = withinReport(
  z.object({ ...REPORT_SPAN, steps: z.enum(['days', 'hours']).optional() }),
).refine(
  ({ from, to, steps }) => steps !== 'hours' || to.getTime() - from.getTime() <= LONGEST_BY_HOURS_MS,
  'A report by hours is of two days at most. Choose a later start, or ask for days.',
);
export type ReportInput = Omit<z.output<typeof ReportInput>, 'steps'> & {
  steps?: 'days' | 'hours' | undefined;
};

const KindUse = z.object({ machines: Count, hasUse: z.boolean() });
/** What the lab has of each kind, and whether there is something of it to report. */
export const ReportKinds = z.object({ real: KindUse, simulated: KindUse });
export type ReportKinds = z.output<typeof ReportKinds>;

/** Money of one currency: never added to another's. `electricity: null` is "not measured". */
export const Cost = z.object({
  currency: z.string().length(3),
  machineTime: z.number(),
  electricity: z.number().nullable(),
});

/** So many rows a report carries, the newest of real and of simulated ones each; the CSV has all of them. */
export const REPORT_ROWS = 200;

/** Energy of one machine in the window. Σ sessions + other = measured, to the last joule stored. */
export const MachineEnergyRow = z.object({
  machineId: Id,
  machineName: z.string(),
  simulated: z.boolean(),
  bookedMs: Count,
  usedMs: Count,
  /** `null`: this machine has no meter. */
  measuredJoules: z.number().nullable(),
  /** ≈ of a machine without a meter, from its load; in no measured figure. */
  estimatedJoules: z.number().nullable(),
  /** What the estimate rests on, in words. */
  estimateBasis: z.string().nullable(),
  sessionJoules: z.number().nullable(),
  otherJoules: z.number().nullable(),
  coveredMs: Count,
  windowMs: Count,
  powerSources: z.array(z.string()),
});
export type MachineEnergyRow = z.output<typeof MachineEnergyRow>;

export const SessionUsageRow = z.object({
  sessionId: Id,
  bookingId: Id,
  modelTitle: z.string(),
  purpose: z.string(),
  personName: z.string(),
  teamName: z.string().nullable(),
  machines: z.array(z.string()),
  simulated: z.boolean(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  endReason: z.string().nullable(),
  bookedMachineMs: Count,
  usedMachineMs: Count,
  promptTokens: Count,
  completionTokens: Count,
  requests: Count,
  energyJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  joulesPerToken: z.number().nullable(),
  /** In the report's currency, and under tariffs of other currencies. */
  cost: z.number(),
  electricityCost: z.number().nullable(),
  otherCosts: z.array(Cost),
  /** Charged machine time whose price nobody knows: in no cost. */
  unpricedMachineMs: Count,
  projectId: Id.nullable(),
  projectName: z.string().nullable(),
});
export type SessionUsageRow = z.output<typeof SessionUsageRow>;

/** Booked in the window and never used: with the sessions' rows these add up to the booked time and its cost. */
export const UnusedBookingRow = z.object({
  bookingId: Id,
  purpose: z.string(),
  personName: z.string(),
  teamName: z.string().nullable(),
  machines: z.array(z.string()),
  simulated: z.boolean(),
  startedAt: Instant,
  endedAt: Instant,
  bookedMachineMs: Count,
  cost: z.number(),
  otherCosts: z.array(Cost),
  unpricedMachineMs: Count,
  projectId: Id.nullable(),
  projectName: z.string().nullable(),
});
export type UnusedBookingRow = z.output<typeof UnusedBookingRow>;

export const ReportTotals = z.object({
  /** Sessions with time or tokens in the window. */
  sessions: Count,
  bookedMachineMs: Count,
  usedMachineMs: Count,
  promptTokens: Count,
  completionTokens: Count,
  requests: Count,
  people: Count,
  measuredJoules: z.number().nullable(),
  /** Beside what was measured, never in it. */
  estimatedJoules: z.number().nullable(),
  sessionJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  measuredMachines: Count,
  machines: Count,
  cost: z.number(),
  electricityCost: z.number().nullable(),
  otherCosts: z.array(Cost),
  unpricedMachineMs: Count,
});
export type ReportTotals = z.output<typeof ReportTotals>;

/** What bookings of one project come to; Σ of them is the totals. */
export const ProjectUsageRow = z.object({
  /** Null: bookings that name none. */
  projectId: Id.nullable(),
  projectName: z.string().nullable(),
  bookings: Count,
  bookedMachineMs: Count,
  usedMachineMs: Count,
  completionTokens: Count,
  cost: z.number(),
  electricityCost: z.number().nullable(),
  otherCosts: z.array(Cost),
  unpricedMachineMs: Count,
});
export type ProjectUsageRow = z.output<typeof ProjectUsageRow>;

/** More keys than this have asked in a window only in a lab that nobody looks after. */
export const MOST_REPORT_KEYS = 500;
/** What was asked with one key: a part of what the sessions used. Cost is its answers' electricity, in the report's currency. */
export const KeyUsageRow = z.object({
  keyId: Id,
  keyName: z.string(),
  prefix: z.string(),
  personName: z.string(),
  projectName: z.string().nullable(),
  simulated: z.boolean(),
  requests: Count,
  /** Of how many the energy is. */
  requestsMeasured: Count,
  promptTokens: Count,
  completionTokens: Count,
  energyJoules: z.number().nullable(),
  electricityCost: z.number().nullable(),
});
export type KeyUsageRow = z.output<typeof KeyUsageRow>;

export const DayRow = z.object({
  /** Local day of the lab, `2026-11-24`; in a report by hours the moment one begins, `2026-11-24T13:00:00.000Z`. */
  day: z.string(),
  bookedMachineMs: Count,
  usedMachineMs: Count,
  sessionJoules: z.number().nullable(),
  otherJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  completionTokens: Count,
});
export type DayRow = z.output<typeof DayRow>;

/** A price of a kWh at some hours of some weekdays, by the lab's clock. */
export const PriceBand = z.object({
  weekdays: z.array(z.number().int().min(0).max(6)).min(1, 'Choose a weekday.').max(7),
  fromMinute: z.number().int().min(0).max(1425).multipleOf(15),
  toMinute: z.number().int().min(0).max(1440).multipleOf(15),
  pricePerKwh: z.number().min(0).max(1000),
});
export const MachineRate = z.object({ catalogId: Id, hourly: z.number().min(0).max(1_000_000) });
export const MOST_BANDS = 24;
export const MOST_RATES = 100;

export const Tariff = z.object({
  version: Count,
  validFrom: Instant,
  currency: z.string().length(3),
  machineHourPrice: z.number().min(0),
  electricityPricePerKwh: z.number().min(0),
  pue: z.number().min(1).max(5),
  bands: z.array(PriceBand).max(MOST_BANDS).default([]),
  machineRates: z.array(MachineRate).max(MOST_RATES).default([]),
  /** Null: tokens are not charged. */
  millionTokenPrice: z.number().min(0).nullable().default(null),
});
export type Tariff = z.output<typeof Tariff>;

export const Report = z.object({
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  /** The newest that was used: its currency is the report's. */
  tariff: Tariff,
  /** Every tariff that was used and when, in time order: each part of the window is priced by its own. */
  tariffs: z.array(z.object({ from: Instant, to: Instant, tariff: Tariff })).min(1),
  totals: ReportTotals,
  /** Simulated machines, always apart from the totals. */
  simulated: ReportTotals,
  days: z.array(DayRow),
  simulatedDays: z.array(DayRow),
  machines: z.array(MachineEnergyRow),
  /** Of real machines, the dearest first. */
  projects: z.array(ProjectUsageRow).max(MOST_PROJECTS + 1),
  simulatedProjects: z.array(ProjectUsageRow).max(MOST_PROJECTS + 1),
  /** Who asked most first. */
  keys: z.array(KeyUsageRow).max(MOST_REPORT_KEYS),
  /** Machines that go by a price of their own, or by their provider's, and not by the tariff. */
  ownPrices: Count,
  /** The newest of real and of simulated machines, by start. */
  sessions: z.array(SessionUsageRow).max(2 * REPORT_ROWS),
  unusedBookings: z.array(UnusedBookingRow).max(2 * REPORT_ROWS),
  /** Of a frozen month: its sums are as they were then; the lists of sessions and bookings are as they are now. */
  frozenAt: Instant.nullable(),
});
export type Report = z.output<typeof Report>;
