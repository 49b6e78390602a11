import * as z from 'zod';
import type { ServiceContext } from '../context.ts';

type JobSpec<S extends z.ZodType> = {
  schema: S;
  /** Five-field cron in UTC; due within the minute, not on its first second. */
  cron: string;
  timeoutMs: number;
  retryLimit: number;
  /** Handlers are idempotent and safe beside their own twin in another portal. */
  load(): Promise<(ctx: ServiceContext, data: z.output<S>) => Promise<void>>;
};
const defineJob = <S extends z.ZodType>(spec: JobSpec<S>): JobSpec<S> => spec;

const Nothing = z.object({}).nullish();

/** Every job by name. A job only calls verbs, as a system actor. */
export const JOBS = {
  'lab.tidy': defineJob({
    schema: Nothing,
    cron: '52 3 * * *',
    timeoutMs: 30 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/tidy-lab.ts')).handleTidyLab,
  }),
  'maintenance.plan-series': defineJob({
    schema: Nothing,
    cron: '11 * * * *',
    timeoutMs: 10 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/plan-series.ts')).handlePlanSeries,
  }),
  'bookings.extend-series': defineJob({
    schema: Nothing,
    cron: '17 * * * *',
    timeoutMs: 10 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/extend-booking-series.ts')).handleExtendBookingSeries,
  }),
  'generations.prune-deltas': defineJob({
    schema: Nothing,
    cron: '41 * * * *',
    timeoutMs: 10 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/prune-deltas.ts')).handlePruneDeltas,
  }),
  'chats.apply-retention': defineJob({
    schema: Nothing,
    cron: '33 * * * *',
    timeoutMs: 10 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/apply-chat-retention.ts')).handleApplyChatRetention,
  }),
  'costs.freeze-months': defineJob({
    schema: Nothing,
    cron: '27 * * * *',
    timeoutMs: 10 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/freeze-months.ts')).handleFreezeMonths,
  }),
  'metrics.prune-readings': defineJob({
    schema: Nothing,
    cron: '23 3 * * *',
    timeoutMs: 30 * 60_000,
    retryLimit: 1,
    load: async () => (await import('./handlers/prune-readings.ts')).handlePruneReadings,
  }),
};
export type JobName = keyof typeof JOBS;

/** Jobs that earlier versions scheduled; the database may still hold them. */
export const FORMER_JOBS = ['bookings.expire-due', 'metrics.thin-samples', 'metrics.prune-samples'] as const;
