import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** Reads the copies and what is where again, for whoever has just changed them. */
export function useReadAgain(): () => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries(trpc.modelStore.pathFilter());
    void queries.invalidateQueries(trpc.models.onMacs.pathFilter());
  };
}
