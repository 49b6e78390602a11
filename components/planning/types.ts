import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['planning'];
export type FitView = Outputs['fit'];
export type SetView = FitView['sets'][number];
export type RankView = SetView['ranks'][number];
export type FigureView = NonNullable<SetView['figures']['decodePerSecond']>;
export type CatalogueModelView = Outputs['models'][number];
