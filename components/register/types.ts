import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';

type Outputs = inferRouterOutputs<AppRouter>;
export type AssetView = Outputs['register']['list'][number];
export type RentalView = Outputs['register']['rentals'][number];
export type SavedViewView = Outputs['register']['views'][number];
export type ChoicesView = Outputs['register']['choices'];
export type BulkPreviewView = Outputs['register']['previewBulkEdit'];
export type CustomFieldView = Outputs['register']['customFields'][number];
/** What the list of Macs knows of a machine: its state now and what its agent reports. */
export type MachineView = Outputs['machines']['list']['machines'][number];

/** An asset with what the other lists know of it. */
export type Row = {
  asset: AssetView;
  machine: MachineView | null;
  rental: RentalView | null;
};
