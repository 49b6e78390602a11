import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import type { Status } from '../ui/status-glyph.tsx';

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
  /** Of its state now no more than the glyph: readings come each second, and the table stays as it is. */
  glyph: Status;
  /** As its agent reports it. */
  reportedBytes: number | null;
  rental: RentalView | null;
};
