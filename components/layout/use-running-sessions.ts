import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** How many sessions run in the lab now, real ones only; 0 until it is known. */
export function useRunningSessions(): number {
  const trpc = useTRPC();
  return useQuery(trpc.machines.labNow.queryOptions()).data?.runningSessions ?? 0;
}
