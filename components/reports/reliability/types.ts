import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

export type ReliabilityView = inferRouterOutputs<AppRouter>['reports']['reliability'];
