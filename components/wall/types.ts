import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['walls'];
/** What the portal tells of the lab, with instants as strings. */
export type WallView = Outputs['read'];
export type WallMachineView = WallView['machines'][number];
export type WallLinkView = Outputs['links'][number];
