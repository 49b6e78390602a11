import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['apiKeys'];
export type KeyView = Outputs['list'][number];
export type TargetsView = Outputs['targets'];
export type RequestView = Outputs['requests']['rows'][number];
export type MadeKeyView = Outputs['create'];
