import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

/** A machine's stored curve, with instants as strings. */
export type MachineSeriesView = inferRouterOutputs<AppRouter>['metrics']['machines'][number];
export type MachineEventsView = inferRouterOutputs<AppRouter>['metrics']['machineEvents'];
export type BenchmarkView = inferRouterOutputs<AppRouter>['results']['benchmarks']['benchmarks'][number];
export type BenchmarkLengthView = BenchmarkView['lengths'][number];
