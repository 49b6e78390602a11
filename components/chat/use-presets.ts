'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** One's own presets and the lab's. */
export function usePresets() {
  const trpc = useTRPC();
  return useQuery(trpc.chatLibrary.presets.queryOptions({}));
}

/** One's own prompts and the lab's. */
export function usePrompts() {
  const trpc = useTRPC();
  return useQuery(trpc.chatLibrary.prompts.queryOptions({}));
}

/** After a preset or a prompt was saved or deleted. */
export function useLibraryChanged(): () => Promise<void> {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () => client.invalidateQueries(trpc.chatLibrary.pathFilter());
}
