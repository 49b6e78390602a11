'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** Reads again what a booking that was made or given back has changed. */
export function useBookingsChanged(): () => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries(trpc.bookings.pathFilter());
    void queries.invalidateQueries(trpc.bookingSeries.pathFilter());
    void queries.invalidateQueries(trpc.machines.pathFilter());
  };
}
