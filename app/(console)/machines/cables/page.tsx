import type { Metadata } from 'next';
import { checkInputOf, chosenSet } from '@/components/cables/cable-groups.ts';
import { askedModelOf } from '@/components/layout/asked-model.ts';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Cables' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    const map = trpc.cables.map.queryOptions();
    await Promise.all([
      queryClient.prefetchQuery(map),
      queryClient.prefetchQuery(trpc.cables.changes.queryOptions({})),
    ]);
    const drawn = queryClient.getQueryData(map.queryKey);
    const params = await searchParams;
    const get = (name: string) => [params[name]].flat()[0] ?? null;
    const set = drawn ? chosenSet(get('set'), drawn) : [];
    if (set.length > 0)
      await queryClient.prefetchQuery(
        trpc.cables.checkSet.queryOptions(checkInputOf(set, askedModelOf({ get }))),
      );
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
