'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { dayKey } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { glyphOf } from './asset-words.ts';
import type { Row } from './types.ts';

/** Every machine as the register has it, with its state now and its rental. Both may come later than the register. */
export function useRows() {
  const trpc = useTRPC();
  const list = useQuery(trpc.register.list.queryOptions());
  const machines = useQuery(trpc.machines.list.queryOptions());
  const rentals = useQuery(trpc.register.rentals.queryOptions());
  const rows = useMemo(() => {
    const machineOf = new Map(machines.data?.machines.map((it) => [it.id, it]));
    const rentalOf = new Map(rentals.data?.map((it) => [it.machineId, it]));
    return list.data?.map((asset): Row => {
      const machine = machineOf.get(asset.id);
      return {
        asset,
        glyph: glyphOf(asset, machine),
        reportedBytes: machine?.memoryBytes ?? null,
        rental: rentalOf.get(asset.id) ?? null,
      };
    });
  }, [list.data, machines.data, rentals.data]);
  return { list, rows };
}

/** The day it is in the lab: what value and warranty are reckoned by. */
export const useToday = (): string => dayKey(useNow(60_000), useZone());
