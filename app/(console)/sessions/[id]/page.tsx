import type { Metadata } from 'next';
import { SessionPage } from '@/components/sessions/session-page.tsx';
import { Prefetched, serverQueries } from '../../../prefetch.tsx';

export const metadata: Metadata = { title: 'Session' };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ view?: string; rank?: string }> };

export default async function Page({ params, searchParams }: Props) {
  const [{ id }, { view, rank }, { queryClient, trpc }] = await Promise.all([
    params,
    searchParams,
    serverQueries(),
  ]);
  await queryClient.prefetchQuery(trpc.sessions.get.queryOptions({ id }));
  return (
    <Prefetched>
      <SessionPage
        id={id}
        view={view === 'logs' ? 'logs' : 'live'}
        rank={rank !== undefined && /^\d{1,3}$/.test(rank) ? Number(rank) : null}
      />
    </Prefetched>
  );
}
