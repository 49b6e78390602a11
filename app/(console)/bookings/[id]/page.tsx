import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { queryClient, trpc } = await serverQueries();
  const query = trpc.bookings.get.queryOptions({ id: (await params).id });
  await queryClient.prefetchQuery(query);
  return { title: queryClient.getQueryData(query.queryKey)?.purpose ?? 'Booking' };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.bookings.get.queryOptions({ id }));
  return (
    <Prefetched>
      <Client id={id} />
    </Prefetched>
  );
}
