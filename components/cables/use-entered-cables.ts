'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';

/** Removing a cable that was entered by hand: done at once, and can be taken back. */
export function useRemoveCable(): { remove: (id: string, words: string) => void; isPending: boolean } {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries(trpc.cables.pathFilter());
  const save = useMutation(trpc.cables.save.mutationOptions({ onSuccess: refresh, onError: toast.failed }));
  const removal = useMutation(trpc.cables.remove.mutationOptions({ onSuccess: refresh }));
  return {
    isPending: removal.isPending,
    remove: (id, words) =>
      removal.mutate(
        { id },
        {
          onSuccess: (was) => toast.done(`${words} is no longer entered`, () => save.mutate(was)),
          onError: toast.failed,
        },
      ),
  };
}
