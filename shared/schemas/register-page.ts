import * as z from 'zod';
import { limit } from './paging.ts';
import { AssetChanges, AssetFields, Day } from './register.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Revision } from './units.ts';

const Named = z.object({ id: Id, name: z.string() });
export const ListChoicesInput = z.object({ limit: limit(500, 1000) }).prefault({});
export const Choices = z.object({
  people: z.array(Named),
  teams: z.array(Named),
  models: z.array(Named),
});

export const ListRentalsInput = z.object({ limit: limit(1000, 1000) }).prefault({});
export const RentalRow = z.object({
  machineId: Id,
  provider: z.string(),
  instanceType: z.string().nullable(),
  /** For those who keep the register. */
  hostId: z.string().nullable(),
  price: z
    .object({
      hourlyPrice: z.number(),
      /** Null: the lab's own. */
      currency: z.string().nullable(),
      asOf: Day.nullable(),
      /** Where the default comes from; null for a price that was entered. */
      defaultFrom: z.string().nullable(),
    })
    .nullable(),
  minimumHours: Count,
  allocatedAt: Instant.nullable(),
  releasedAt: Instant.nullable(),
  /** Wiped by the provider now, since then. */
  wipedSince: Instant.nullable(),
  wipedMs: z.number(),
});

export const VIEW_PAGES = ['register', 'reports'] as const;
const ViewPage = z.enum(VIEW_PAGES);
export const ListViewsInput = z.object({ page: ViewPage, limit: limit(200, 500) });
/** `query` is what stands behind the page's address: filter, order and columns; of a report the whole address. */
export const SavedView = z.object({
  id: Id,
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  /** Whose it is; null for one's own. */
  ownerName: z.string().nullable(),
  mayChange: z.boolean(),
});
const ViewName = Text.trim().min(1, 'A view needs a name.').max(40);
export const RenameViewInput = z.object({ id: Id, name: ViewName });
export const SaveViewInput = z.object({
  page: ViewPage,
  name: ViewName,
  query: Text.max(1000),
  shared: z.boolean(),
});

export const MOST_AT_ONCE = 300;
/** What can be changed of many at once: what is each machine's own cannot. */
export const BulkChanges = AssetChanges.omit({ name: true, tag: true, serial: true }).refine(
  (it) => Object.keys(it).length > 0,
  'Choose what to change.',
);
const AtOnce = <T extends z.ZodType>(one: T) =>
  z.array(one).min(1, 'Choose at least one machine.').max(MOST_AT_ONCE, `At most ${MOST_AT_ONCE} at once.`);
export const PreviewBulkEditInput = z.object({ ids: AtOnce(Id), changes: BulkChanges });
export const BulkEditInput = z.object({
  /** As the preview saw them. */
  machines: AtOnce(z.object({ id: Id, revision: Revision })),
  changes: BulkChanges,
});
export const BULK_VERDICTS = ['changes', 'same', 'refused'] as const;
/** What would become of one machine, or why it would not. */
export const BulkPreviewRow = z.object({
  id: Id,
  name: z.string(),
  revision: Revision,
  verdict: z.enum(BULK_VERDICTS),
  reason: z.string().nullable(),
  /** What is entered now, of the fields that change. */
  was: AssetFields.partial(),
  customWas: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export const BulkPreview = z.object({ rows: z.array(BulkPreviewRow) });
export type BulkPreview = z.output<typeof BulkPreview>;
export const BulkEdited = z.object({ changed: Count });
