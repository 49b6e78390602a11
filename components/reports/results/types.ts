import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

/** As the procedures send them, with instants as strings. */
export type Result = inferRouterOutputs<AppRouter>['results']['list']['results'][number];
export type Run = inferRouterOutputs<AppRouter>['results']['runs']['rows'][number];
export type ImportView = inferRouterOutputs<AppRouter>['results']['imports']['imports'][number];
export type ImportedRow = ImportView['rows'][number];
