import type { Metadata } from 'next';
import { SessionPage } from '@/components/sessions/session-page.tsx';
import { Prefetched, prefetchSubject } from '../../../prefetch.tsx';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ view?: string; rank?: string }> };

const read = (id: string) => prefetchSubject((trpc) => trpc.sessions.get.queryOptions({ id }));

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [session, { view }] = await Promise.all([params.then(({ id }) => read(id)), searchParams]);
  const place = view === 'logs' ? 'Session logs' : 'Session';
  if (!session) return { title: place };
  const count = session.machines.length;
  return { title: `${session.modelTitle} on ${count === 1 ? '1 Mac' : `${count} Macs`} · ${place}` };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ id }, { view, rank }] = await Promise.all([params, searchParams]);
  await read(id);
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
