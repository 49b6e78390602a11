import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Batches = inferRouterOutputs<AppRouter>['batches'];
export type BatchView = Batches['list']['rows'][number];

type Outputs = inferRouterOutputs<AppRouter>['apiKeys'];
export type KeyView = Outputs['list'][number];
export type TargetsView = Outputs['targets'];
export type RequestView = Outputs['requests']['rows'][number];
export type MadeKeyView = Outputs['create'];
export type MetricsTokenView = inferRouterOutputs<AppRouter>['metricsTokens']['list'][number];
