import * as z from 'zod';
import { Count, Id, Instant } from './units.ts';

export const ReportInput = z.object({ from: Instant, to: Instant });

/** Energy of one machine in the window. Σ sessions + other = measured, to the last joule stored. */
export const MachineEnergyRow = z.object({
  machineId: Id,
  machineName: z.string(),
  simulated: z.boolean(),
  bookedMs: Count,
  usedMs: Count,
  /** `null`: this machine has no meter. */
  measuredJoules: z.number().nullable(),
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
  cost: z.number(),
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
});
export type UnusedBookingRow = z.output<typeof UnusedBookingRow>;

export const ReportTotals = z.object({
  bookedMachineMs: Count,
  usedMachineMs: Count,
  promptTokens: Count,
  completionTokens: Count,
  requests: Count,
  people: Count,
  measuredJoules: z.number().nullable(),
  sessionJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  measuredMachines: Count,
  machines: Count,
  cost: z.number(),
  electricityCost: z.number().nullable(),
});
export type ReportTotals = z.output<typeof ReportTotals>;

export const DayRow = z.object({
  /** Local day of the lab, `2026-11-24`. */
  day: z.string(),
  bookedMachineMs: Count,
  usedMachineMs: Count,
  sessionJoules: z.number().nullable(),
  otherJoules: z.number().nullable(),
  coverage: z.number().nullable(),
  completionTokens: Count,
});
export type DayRow = z.output<typeof DayRow>;

export const Tariff = z.object({
  version: Count,
  validFrom: Instant,
  currency: z.string().length(3),
  machineHourPrice: z.number().min(0),
  electricityPricePerKwh: z.number().min(0),
  pue: z.number().min(1).max(5),
});
export type Tariff = z.output<typeof Tariff>;

export const Report = z.object({
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  tariff: Tariff,
  totals: ReportTotals,
  /** Simulated machines, always apart from the totals. */
  simulated: ReportTotals,
  days: z.array(DayRow),
  machines: z.array(MachineEnergyRow),
  sessions: z.array(SessionUsageRow),
  unusedBookings: z.array(UnusedBookingRow),
});
export type Report = z.output<typeof Report>;
