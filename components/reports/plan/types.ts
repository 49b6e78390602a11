import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Reports = inferRouterOutputs<AppRouter>['reports'];
export type ReplayView = Reports['plan'];
export type SetView = ReplayView['sets'][number];
