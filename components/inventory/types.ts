import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
/** What machine procedures send, with instants as strings. */
export type MachineView = Outputs['machines']['list']['machines'][number];
/** With what only its own page shows. */
export type MachineDetailView = Outputs['machines']['get'];
export type IslandView = Outputs['machines']['list']['islands'][number];
export type MachinePowerView = Outputs['power']['machine'];
export type MaintenanceView = Outputs['bookings']['maintenance'][number];
export type LabSeriesView = Outputs['metrics']['lab'];
export type LabNowView = Outputs['machines']['labNow'];
export type JoinTokenView = Outputs['machines']['add'];
export type AssetView = Outputs['register']['get'];
export type RentalView = NonNullable<Outputs['asset']['rental']>;
export type HardwareView = Outputs['asset']['hardware'];
export type MachineChangeView = Outputs['asset']['history']['rows'][number];
export type CustodyView = Outputs['custody']['handedOut'][number];
export type AttachmentView = Outputs['asset']['attachments'][number];
export type LabTokenView = Outputs['joins']['createToken'];
export type NewcomerView = Outputs['joins']['newcomers'][number];
export type EvidenceView = Outputs['machines']['evidence'];
export type TimelineRowView = Outputs['machines']['timeline']['rows'][number];
export type RivalView = Outputs['joins']['rivals'][number];
