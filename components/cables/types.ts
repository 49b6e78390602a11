import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['cables'];
export type CableMapView = Outputs['map'];
export type CableMachineView = CableMapView['machines'][number];
export type CableView = CableMapView['cables'][number];
export type UnseenView = CableMapView['unseen'][number];
export type CableChangeView = Outputs['changes']['changes'][number];
export type EnteredView = Outputs['remove'];
export type CableIslandView = CableMapView['islands'][number];
export type SetCheckView = Outputs['checkSet'];
export type CheckView = SetCheckView['checks'][number];
export type RemedyView = NonNullable<CheckView['remedy']>;
