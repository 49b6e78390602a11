import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

export type ElsewhereView = inferRouterOutputs<AppRouter>['reports']['elsewhere'];
export type ModelView = ElsewhereView['models'][number];
export type RangeView = ModelView['ranges'][number];
