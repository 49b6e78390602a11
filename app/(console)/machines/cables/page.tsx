import type { Metadata } from 'next';
import { chosenSet } from '@/components/cables/cable-groups.ts';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Cables' };

type Props = { searchParams: Promise<{ set?: string | string[] }> };

export default async function Page({ searchParams }: Props) {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    const map = trpc.cables.map.queryOptions();
    await queryClient.prefetchQuery(map);
    const drawn = queryClient.getQueryData(map.queryKey);
    const { set } = await searchParams;
    const machineIds = drawn ? chosenSet([set].flat()[0] ?? null, drawn) : [];
    if (machineIds.length > 0)
      await queryClient.prefetchQuery(trpc.cables.checkSet.queryOptions({ machineIds }));
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
