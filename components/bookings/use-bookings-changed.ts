'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';

/** Reads again what a booking that was made, changed or given back has changed. */
export function useBookingsChanged(): () => void {
  const readAgain = useReadBookingsAgain();
  return () => void readAgain();
}

/** The same for who waits until the bookings are there. */
export function useReadBookingsAgain(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries(trpc.bookingSeries.pathFilter());
    void queries.invalidateQueries(trpc.machines.pathFilter());
    return queries.invalidateQueries(trpc.bookings.pathFilter());
  };
}
