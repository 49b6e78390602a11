import type { Metadata } from 'next';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Notifications · Settings' };

export default async function Page() {
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.notifications.preferences.queryOptions()),
    queryClient.prefetchQuery(trpc.calendars.list.queryOptions({})),
    queryClient.prefetchQuery(trpc.notifications.webhooks.queryOptions({ whose: 'mine' })),
  ]);
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
