import * as z from 'zod';
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

const LONGEST_WINDOW_MS = 400 * 24 * 3_600_000;

export const ReadSeriesInput = z
  .object({
    machineIds: z.array(Id).min(1).max(64),
    from: Instant,
    to: Instant,
    /** Buckets wanted over the window; the portal picks a step of whole seconds, minutes or hours. */
    points: z.number().int().min(10).max(2000).default(300),
  })
  .refine(
    ({ from, to }) => to.getTime() - from.getTime() <= LONGEST_WINDOW_MS,
    'Curves cover at most 400 days.',
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

export const SessionSeriesInput = z.object({
  sessionId: Id,
  points: z.number().int().min(10).max(2000).default(300),
});
export const SessionSeries = z.object({
  from: Instant,
  to: Instant,
  stepMs: Count,
  machines: z.array(MachineSeries),
  tokens: z.array(TokenPoint),
  events: z.array(z.object({ at: Instant, label: z.string() })),
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
