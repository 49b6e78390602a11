import type { Metadata } from 'next';
import { timelineWindow, windowParts } from '@/components/bookings/timeline-window.ts';
import { isDocument, Prefetched, serverQueries } from '../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Bookings' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };
const first = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;
const clock = (): number => Date.now();

export default async function Page({ searchParams }: Props) {
  const { view, day } = await searchParams;
  const { queryClient, trpc } = await serverQueries();
  const me = (await isDocument())
    ? await queryClient.fetchQuery(trpc.team.me.queryOptions()).catch(() => null)
    : null;
  if (me) {
    const window = timelineWindow({ view: first(view), day: first(day) }, me.lab.timeZone, clock());
    await Promise.all([
      ...windowParts(window).flatMap((part) => [
        queryClient.prefetchQuery(trpc.bookings.list.queryOptions(part)),
        queryClient.prefetchQuery(trpc.bookings.maintenance.queryOptions(part)),
      ]),
      queryClient.prefetchQuery(trpc.bookings.notices.queryOptions({})),
    ]);
  }
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
