import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
export type WindowView = Outputs['maintenance']['list']['windows'][number];
export type SeriesView = Outputs['maintenance']['list']['series'][number];
export type InTheWayView = Outputs['maintenance']['preview']['inTheWay'][number];
export type WaitedForView = WindowView['inTheWay'][number];
export type MachineView = Outputs['machines']['list']['machines'][number];
export type IslandView = Outputs['machines']['list']['islands'][number];
