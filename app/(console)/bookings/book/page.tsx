import type { Metadata } from 'next';
import { wishOf } from '@/components/bookings/finder-wish.ts';
import { isDocument, Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Book Macs' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const asked = await searchParams;
  if (await isDocument()) {
    const { queryClient, trpc } = await serverQueries();
    const get = (name: string): string | null => {
      const value = asked[name];
      return typeof value === 'string' ? value : null;
    };
    await Promise.all([
      queryClient.prefetchQuery(trpc.finder.find.queryOptions(wishOf({ get }))),
      queryClient.prefetchQuery(trpc.holds.mine.queryOptions({})),
      queryClient.prefetchQuery(trpc.machines.list.queryOptions()),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
