'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { dayKey } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { glyphOf, heldStatus } from './asset-words.ts';
import type { MachineView, Row } from './types.ts';

/** What a row shows of a machine, without its readings: most answers are alike then, and nothing is sorted or drawn. */
const nowOf = ({ machines }: { machines: readonly MachineView[] }) =>
  Object.fromEntries(machines.map((it) => [it.id, { status: heldStatus(it), memoryBytes: it.memoryBytes }]));

/** Every machine as the register has it, with its state now and its rental. Both may come later than the register. */
export function useRows() {
  const trpc = useTRPC();
  const list = useQuery(trpc.register.list.queryOptions());
  const machines = useQuery(trpc.machines.list.queryOptions(undefined, { select: nowOf }));
  const rentals = useQuery(trpc.register.rentals.queryOptions());
  const rows = useMemo(() => {
    const rentalOf = new Map(rentals.data?.map((it) => [it.machineId, it]));
    return list.data?.map((asset): Row => {
      const now = machines.data?.[asset.id];
      return {
        asset,
        glyph: glyphOf(asset, now?.status ?? 'unknown'),
        reportedBytes: now?.memoryBytes ?? null,
        rental: rentalOf.get(asset.id) ?? null,
      };
    });
  }, [list.data, machines.data, rentals.data]);
  return { list, rows };
}

/** The day it is in the lab: what value and warranty are reckoned by. */
export const useToday = (): string => dayKey(useNow(60_000), useZone());
