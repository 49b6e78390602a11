import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { textOf } from '@/shared/domain/register-draft.ts';
import { REGISTER_KEYS, registerField, type RegisterKey } from '@/shared/domain/register-fields.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { toast } from '../../ui/toast.tsx';
import { errorCode, errorDetails } from '../../user-message.ts';
import type { AssetView } from '../types.ts';
import { changesOf, draftOfAsset } from './asset-form.ts';
import { type CustomDrafts, customChangesOf } from './custom-changes.ts';

const MEANWHILE = 'It was changed meanwhile';

/**
 * The form over one asset. What is typed is kept whatever the portal says; after a conflict the form stands on what is
 * entered now, and says which of the touched fields somebody else has changed.
 */
export function useAssetForm(asset: AssetView, onDone: () => void) {
  // The page follows what others write; the form stays on what its person saw.
  const [opened] = useState(asset);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = trpc.register.get.queryOptions({ id: opened.id });
  const customFields = useQuery(trpc.register.customFields.queryOptions({})).data ?? [];
  /** What the revision that is sent belongs to. */
  const [base, setBase] = useState(opened);
  const [draft, setDraft] = useState(() => draftOfAsset(opened));
  const [customDrafts, setCustomDrafts] = useState<CustomDrafts>({});
  const [wasSent, setWasSent] = useState(false);
  const edit = useMutation(trpc.register.edit.mutationOptions({}));
  const fields = customFields.filter((it) => it.retiredAt === null);
  const own = changesOf(base, draft);
  const custom = customChangesOf(fields, base, customDrafts);
  const isTouched = [own.changes, own.problems, custom.changes, custom.problems].some(
    (it) => Object.keys(it).length > 0,
  );

  const refused = edit.error ? (errorDetails(edit.error) as { field?: string } | null)?.field : undefined;
  const problemOf = (id: string): string | null => {
    if (refused === id) return edit.error?.message ?? null;
    return wasSent ? (own.problems[id as RegisterKey] ?? custom.problems[id] ?? null) : null;
  };
  const meanwhileOf = (key: RegisterKey): string | null =>
    base === opened || !(key in own.changes) || base[key] === opened[key]
      ? null
      : `${MEANWHILE} to ${tellMeanwhile(base, key) || 'nothing'}; saving writes yours.`;

  /** The newest, under what was typed: a field that was not touched follows it. */
  const standOnNewest = async (): Promise<void> => {
    const newest = await queries.fetchQuery({ ...query, staleTime: 0 });
    const untouched = REGISTER_KEYS.filter((key) => draft[key].trim() === textOf(key, base[key]));
    setBase(newest);
    setDraft((it) => ({
      ...it,
      ...Object.fromEntries(untouched.map((key) => [key, textOf(key, newest[key])])),
    }));
  };
  const submit = (): void => {
    setWasSent(true);
    if (Object.keys(own.problems).length + Object.keys(custom.problems).length > 0) return;
    if (!isTouched) {
      onDone();
      return;
    }
    const { id, revision } = base;
    const hasCustom = Object.keys(custom.changes).length > 0;
    const changes = { ...own.changes, ...(hasCustom && { custom: custom.changes }) };
    edit.mutate(
      { id, revision, changes },
      {
        onSuccess: (after) => {
          queries.setQueryData(query.queryKey, after);
          toast.done(
            `${after.name} is changed`,
            () =>
              // The form has gone by then: what becomes of it is told by itself.
              void edit
                .mutateAsync({
                  id,
                  revision: after.revision,
                  changes: asBefore(base, own.changes, custom.changes),
                })
                .catch(toast.failed),
          );
          onDone();
        },
        onError: (error) => {
          if (errorCode(error) === 'CONFLICT' && !(errorDetails(error) as { field?: string } | null)?.field)
            void standOnNewest();
        },
      },
    );
  };
  return {
    base,
    draft,
    set: (key: RegisterKey, value: string) => setDraft((it) => ({ ...it, [key]: value })),
    customFields: fields,
    customDrafts,
    setCustom: (id: string, value: string) => setCustomDrafts((it) => ({ ...it, [id]: value })),
    problemOf,
    meanwhileOf,
    isTouched,
    submit,
    sending: { isPending: edit.isPending, error: refused === undefined ? edit.error : null },
  };
}

/** The way back: the fields that were changed, as they were. */
function asBefore(base: AssetView, own: object, custom: object) {
  const customIds = Object.keys(custom);
  return {
    ...Object.fromEntries(Object.keys(own).map((key) => [key, base[key as RegisterKey]])),
    ...(customIds.length > 0 && {
      custom: Object.fromEntries(customIds.map((id) => [id, base.custom[id] ?? null])),
    }),
  };
}

function tellMeanwhile(asset: AssetView, key: RegisterKey): string {
  if (key === 'ownerId') return asset.ownerName ?? '';
  if (key === 'ownerTeamId') return asset.ownerTeamName ?? '';
  if (key === 'catalogId') return asset.modelName;
  const unit = registerField(key).kind === 'gigabytes' ? ' GB' : '';
  const text = textOf(key, asset[key]);
  return text === '' ? '' : `${text}${unit}`;
}
