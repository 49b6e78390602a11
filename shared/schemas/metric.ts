import * as z from 'zod';
import { limit } from './paging.ts';
import { Count, Id, Instant } from './units.ts';

/** One bucket of a curve. `null` is "not measured"; a missing bucket is a gap and stays one. */
export const SeriesPoint = z.object({
  at: Instant,
  powerWatts: z.number().nullable(),
  cpuRatio: z.number().nullable(),
  gpuRatio: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
});
export type SeriesPoint = z.output<typeof SeriesPoint>;
export const TokenPoint = z.object({ at: Instant, tokensPerSecond: z.number() });
export type TokenPoint = z.output<typeof TokenPoint>;

const DAY_MS = 24 * 3_600_000;
/** Hours are kept for ever; of one machine that is ten years, of many together less. */
const MOST_MACHINE_MS = 64 * 400 * DAY_MS;
const LONGEST_MS = 10 * 366 * DAY_MS;

export const ReadSeriesInput = z
  .object({
    machineIds: z.array(Id).min(1).max(64),
    from: Instant,
    to: Instant,
    /** Buckets wanted over the window; the portal picks a step of whole seconds, minutes or hours. */
    points: z.number().int().min(10).max(2000).default(300),
  })
  .refine(
    ({ from, to, machineIds }) =>
      to.getTime() - from.getTime() <= Math.min(LONGEST_MS, MOST_MACHINE_MS / machineIds.length),
    'Curves cover ten years of one machine at most, 400 days of 64. Ask for less.',
  );
export const MachineSeries = z.object({
  machineId: Id,
  machineName: z.string(),
  simulated: z.boolean(),
  stepMs: Count,
  memoryTotalBytes: z.number().nullable(),
  /** Meters this machine has; the others read "not measured". */
  measures: z.object({ power: z.boolean(), cpu: z.boolean(), gpu: z.boolean(), memory: z.boolean() }),
  points: z.array(SeriesPoint),
});
export type MachineSeries = z.output<typeof MachineSeries>;
/** A value a step from `fromMs` on, null where there was no reading. */
export const RecentPower = z.object({
  fromMs: z.number(),
  stepMs: Count,
  machines: z.array(z.object({ machineId: Id, watts: z.array(z.number().nullable()) })),
});
export type RecentPower = z.output<typeof RecentPower>;

/** Without a window from its start to its end, or now. */
export const SessionSeriesInput = z.object({
  sessionId: Id,
  from: Instant.optional(),
  to: Instant.optional(),
  points: z.number().int().min(10).max(2000).default(300),
});
export const SessionSeries = z.object({
  from: Instant,
  to: Instant,
  /** From the session's start to its end or now. */
  whole: z.object({ from: Instant, to: Instant }),
  stepMs: Count,
  machines: z.array(MachineSeries),
  tokens: z.array(TokenPoint),
  events: z.array(z.object({ at: Instant, label: z.string() })),
  /** When its machines did not run, as they said afterwards; not `isSure`: it may have been frozen. */
  sleeps: z.array(z.object({ machineId: Id, from: Instant, to: Instant, isSure: z.boolean() })),
});
export type SessionSeries = z.output<typeof SessionSeries>;
/** Watts are a sum, loads the mean of the hosts that told them; `machines` told their watts. */
const LabPoint = SeriesPoint.pick({ at: true, powerWatts: true, cpuRatio: true, gpuRatio: true }).extend({
  machines: Count,
});
export const LabSeries = z.object({
  stepMs: Count,
  points: z.array(LabPoint),
  simulatedPoints: z.array(LabPoint),
});
export type LabSeries = z.output<typeof LabSeries>;

export const MachineEventsInput = z
  .object({ machineId: Id, from: Instant, to: Instant, limit: limit(100, 200) })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= LONGEST_MS, 'Ask for ten years at most.');
export type MachineEventsInput = z.output<typeof MachineEventsInput>;
export const MachineEvents = z.object({
  /** In time order. */
  events: z.array(
    z.object({
      at: Instant,
      kind: z.enum(['session', 'booking', 'maintenance', 'alert']),
      label: z.string(),
    }),
  ),
  /** There were earlier ones, which are not told. */
  hasMore: z.boolean(),
});
export type MachineEvents = z.output<typeof MachineEvents>;
