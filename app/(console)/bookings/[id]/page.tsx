import type { Metadata } from 'next';
import { Prefetched, prefetchSubject } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

type Props = { params: Promise<{ id: string }> };

const read = (id: string) => prefetchSubject((trpc) => trpc.bookings.get.queryOptions({ id }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const booking = await read((await params).id);
  return { title: booking ? `${booking.purpose} · Booking` : 'Booking' };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await read(id);
  return (
    <Prefetched>
      <Client id={id} />
    </Prefetched>
  );
}
