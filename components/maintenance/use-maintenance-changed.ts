'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** Reads again what planned or ended maintenance has changed; done when its own lists are there. */
export function useMaintenanceChanged(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries(trpc.bookings.pathFilter());
    return queries.invalidateQueries(trpc.maintenance.pathFilter());
  };
}
