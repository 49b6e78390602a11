import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>['models'];
export type OnMacsView = Outputs['onMacs'];
export type GroupView = OnMacsView['groups'][number];
export type HolderView = GroupView['machines'][number];
export type ModelRowView = OnMacsView['models'][number];
export type HoldingView = ModelRowView['holdings'][number];
export type CatalogueView = Outputs['catalogue'][number];
type Store = inferRouterOutputs<AppRouter>['modelStore'];
export type CopyView = Store['copies']['copies'][number];
export type TargetsView = Store['targets'];
export type RemovalView = TargetsView['targets'][number]['removes'][number];
export type FoundView = Store['disks']['found'][number];
export type MacKindView = Outputs['macCatalogue'][number];
export type BringChoicesView = Store['bringChoices'];
