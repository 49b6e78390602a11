import type { inferRouterOutputs } from '@trpc/server';
import { draftOf, readDraft } from '@/shared/domain/custom-values.ts';
import type { CustomValue } from '@/shared/schemas/register.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import type { AssetView } from '../types.ts';

type CustomFieldView = inferRouterOutputs<AppRouter>['register']['customFields'][number];
/** What stands in the form, by the field's id; only what was touched. */
export type CustomDrafts = Record<string, string>;

/** Values that differ from what is entered, and what can't be stored. */
export function customChangesOf(
  fields: readonly CustomFieldView[],
  asset: Pick<AssetView, 'custom'>,
  drafts: CustomDrafts,
): { changes: Record<string, CustomValue>; problems: Record<string, string> } {
  const changes: Record<string, CustomValue> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const draft = drafts[field.id];
    if (draft === undefined || draft.trim() === draftOf(asset.custom[field.id])) continue;
    const read = readDraft(field, draft);
    if ('problem' in read) problems[field.id] = read.problem;
    else changes[field.id] = read.value;
  }
  return { changes, problems };
}
