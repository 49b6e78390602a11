'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPCClient } from '../providers/trpc.tsx';
import { useSettled } from '../ui/use-settled.ts';
import type { BulkPreviewView } from './types.ts';

type Changes = Parameters<
  ReturnType<typeof useTRPCClient>['register']['previewBulkEdit']['mutate']
>[0]['changes'];
export type PreviewState = {
  data: BulkPreviewView | undefined;
  error: unknown;
  isAsking: boolean;
  /** It is of another value than the one that stands there. */
  isOld: boolean;
  again: () => void;
};

/** What would become of the machines, asked once the value has stood still. */
export function useBulkPreview(ids: readonly string[], changes: Changes | null): PreviewState {
  const client = useTRPCClient();
  const asked = JSON.stringify(changes);
  const settled = useSettled(asked);
  const query = useQuery({
    queryKey: ['register', 'bulk-preview', ids, settled],
    queryFn: () =>
      client.register.previewBulkEdit.mutate({ ids: [...ids], changes: JSON.parse(settled) as Changes }),
    enabled: changes !== null && settled !== 'null',
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  return {
    data: changes === null ? undefined : query.data,
    error: changes === null ? null : query.error,
    isAsking: query.isFetching,
    isOld: asked !== settled || query.isFetching || query.isPlaceholderData || query.isError,
    again: () => void query.refetch(),
  };
}
