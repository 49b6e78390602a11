import type { Metadata } from 'next';
import { IncidentPage } from '@/components/incidents/incident-page.tsx';
import { Prefetched, prefetchSubject } from '../../../prefetch.tsx';

type Props = { params: Promise<{ id: string }> };

const read = (id: string) => prefetchSubject((trpc) => trpc.incidents.get.queryOptions({ id }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const incident = await read(id);
  return { title: incident ? `${incident.title} · Incident ${incident.number}` : 'Incident' };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await read(id);
  return (
    <Prefetched>
      <IncidentPage id={id} />
    </Prefetched>
  );
}
