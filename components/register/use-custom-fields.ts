'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../providers/trpc.tsx';

/** The lab's own fields in their order: those in use, and all with the retired ones. */
export function useCustomFields() {
  const { data, isPending, error, refetch } = useQuery(useTRPC().register.customFields.queryOptions());
  const inUse = useMemo(() => data?.filter((it) => it.retiredAt === null) ?? [], [data]);
  return { all: data ?? [], inUse, isPending, error, refetch };
}
